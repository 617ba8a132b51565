using System.Security.Cryptography;
using System.Text;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tokenization;

namespace CollabLLM.Gguf.Adapters;

/// <summary>
/// Which vocabulary an adapter was made for. An adapter changes blocks alone, so beside a base whose blocks have the same sizes it would run with any tokens, and talk nonsense. Adapters that are
/// written here carry the fingerprint of their base's words under <see cref="Key"/>, which llama.cpp passes over.
/// </summary>
public static class AdapterVocabulary
{
    /// <summary>Of the metadata.</summary>
    public const string Key = "collab.adapter.vocabulary";

    /// <summary>SHA-256 of all normal tokens with their numbers, as hexadecimal digits. What steers a model or fills a vocabulary up differs between conversions of one model and is left out.</summary>
    public static string Fingerprint(Vocabulary vocabulary)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < vocabulary.Count; i++)
        {
            if (vocabulary.Kinds[i] == TokenKind.Normal) hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{i} {vocabulary.Pieces[i]}\n")));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What is wrong with an adapter beside a base, as a sentence; null when nothing is, or the adapter does not say what it was made for.</summary>
    /// <param name="adapter">The adapter.</param>
    /// <param name="vocabulary">Of the base; asked for only where the adapter says something.</param>
    public static string? Problem(GgufFile adapter, Func<Vocabulary> vocabulary) =>
        adapter.Metadata.TryGetValue(Key, out var value) && value.Value is string made && made != Fingerprint(vocabulary())
            ? $"The adapter {adapter.Path} was made for a model with another vocabulary ({Key})."
            : null;
}
