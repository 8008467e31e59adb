using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Rest;

/// <summary>What a limit counts.</summary>
public enum LimitUnit
{
    Count,
    Characters,
    Bytes,
    Seconds,
}

/// <summary>
/// One limit of the server, as the guide lists it: each room names its own next to the constants that enforce them, and a
/// test compares the guide with them all.
/// </summary>
/// <param name="What">What is limited, as a line of the guide.</param>
/// <param name="Most">The limit; the default where an option sets it.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Outcome">The code of the problem beyond it, or what happens instead, in words.</param>
/// <param name="Option">The option that sets it; null when none does.</param>
public sealed record Limit(string What, long Most, LimitUnit Unit, string Outcome, string? Option = null)
{
    /// <summary>The limit as people read it: <c>64 KiB</c>, <c>10,000</c>, <c>24 h</c>.</summary>
    public string Text => Unit switch
    {
        LimitUnit.Bytes => Scaled((1L << 40, "TiB"), (1L << 30, "GiB"), (1L << 20, "MiB"), (1L << 10, "KiB"), (1, "bytes")),
        LimitUnit.Seconds => Scaled((3600, "h"), (60, "min"), (1, "s")),
        LimitUnit.Characters => Number(Most) + " characters",
        _ => Number(Most),
    };

    /// <summary>The line of the guide's table.</summary>
    public string Line => $"| {What} | {Text} | {(Option is null ? "-" : $"`{Option}`")} | {(Outcome.Contains(' ', StringComparison.Ordinal) ? Outcome : $"`{Outcome}`")} |";

    private string Scaled(params ReadOnlySpan<(long Size, string Name)> units)
    {
        foreach (var (size, name) in units)
        {
            if (Most >= size && Most % size == 0)
            {
                return $"{Number(Most / size)} {name}";
            }
        }
        return Number(Most);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>How rooms tell their limits.</summary>
public static class Limits
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddLimits(params ReadOnlySpan<Limit> limits)
        {
            foreach (var limit in limits)
            {
                services.AddSingleton(limit);
            }
            return services;
        }
    }
}
