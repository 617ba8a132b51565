using CollabLLM.Core.Conversations;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CollabLLM.Data;

/// <summary>
/// The last door before a text column, whoever writes: <see cref="Sessions.SessionLog"/> cleans what it takes in, Identity's stores do not.
/// </summary>
internal sealed class SafeTextColumn() : ValueConverter<string, string>(v => SafeText.Clean(v), v => v);
