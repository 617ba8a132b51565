using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CollabLLM.Data;

/// <summary>
/// Times are UTC on both databases and cut to microseconds, the finest PostgreSQL keeps: SQLite would keep ticks and read back an
/// unspecified kind.
/// </summary>
internal sealed class UtcDateTime() : ValueConverter<DateTime, DateTime>(v => Store(v), v => DateTime.SpecifyKind(v, DateTimeKind.Utc))
{
    public static DateTime Store(DateTime value)
    {
        var utc = value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value;
        return new DateTime(utc.Ticks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
    }
}
