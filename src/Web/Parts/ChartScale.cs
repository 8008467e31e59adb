using System.Globalization;

namespace Slipway.Web.Parts;

/// <summary>From values to places on a chart, with ticks at round numbers. Pure.</summary>
internal sealed class ChartScale
{
    private readonly double _least;
    private readonly double _most;
    private readonly double _from;
    private readonly double _to;
    private readonly bool _isLog;

    private ChartScale(double least, double most, double from, double to, bool isLog, IReadOnlyList<double> ticks)
    {
        (_least, _most, _from, _to, _isLog, Ticks) = (least, most, from, to, isLog, ticks);
    }

    /// <summary>Values at which something is written.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>A scale for these values.</summary>
    /// <param name="values">The finite ones count; with <paramref name="isLog"/> those above zero.</param>
    /// <param name="from">Where the least stands.</param>
    /// <param name="to">Where the most stands.</param>
    /// <param name="isWhole">Whether only whole numbers are written.</param>
    /// <param name="isWide">Whether it ends at round numbers, rather than at the values.</param>
    public static ChartScale Of(IEnumerable<double> values, double from, double to, bool isLog = false, bool isWide = true, bool isWhole = false)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values.Where(value => double.IsFinite(value) && (!isLog || value > 0)))
        {
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }

        if (least > most)
        {
            (least, most) = isLog ? (1, 10) : (0, 1);
        }

        return isLog ? OfLog(least, most, from, to) : OfNumbers(least, most, from, to, isWide, isWhole);
    }

    /// <summary>Where the value stands; null for what cannot be drawn.</summary>
    public double? Place(double value)
    {
        if (!double.IsFinite(value) || (_isLog && value <= 0))
        {
            return null;
        }

        var share = _isLog
            ? (Math.Log10(value) - Math.Log10(_least)) / (Math.Log10(_most) - Math.Log10(_least))
            : (value - _least) / (_most - _least);
        return _from + (share * (_to - _from));
    }

    /// <summary>The place as an attribute takes it.</summary>
    public string? Text(double value) => Place(value)?.ToString("0.#", CultureInfo.InvariantCulture);

    private static ChartScale OfNumbers(double least, double most, double from, double to, bool isWide, bool isWhole)
    {
        if (most - least < 1e-12 * Math.Max(1, Math.Abs(most)))
        {
            var room = least == 0 ? 1 : Math.Abs(least) * 0.1;
            (least, most) = (least - (least == 0 ? 0 : room), most + room);
        }

        var raw = (most - least) / 4;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = new[] { 1, 2, 2.5, 5, 10 }.First(one => one * power >= raw * 0.999) * power;
        step = isWhole ? Math.Max(1, Math.Ceiling(step)) : step;
        if (isWide)
        {
            (least, most) = (Math.Floor((least / step) + 1e-9) * step, Math.Ceiling((most / step) - 1e-9) * step);
        }

        var ticks = new List<double>();
        for (var tick = Math.Ceiling((least / step) - 1e-9); (tick * step) <= most + (step * 1e-6) && ticks.Count < 12; tick++)
        {
            // Minus zero is written with its sign.
            ticks.Add(Math.Round(tick * step, 12) + 0.0);
        }

        return new ChartScale(least, most, from, to, false, ticks);
    }

    private static ChartScale OfLog(double least, double most, double from, double to)
    {
        var (low, high) = (Math.Floor(Math.Log10(least)), Math.Ceiling(Math.Log10(most)));
        if (high <= low)
        {
            high = low + 1;
        }

        var every = Math.Max(1, (int)Math.Ceiling((high - low) / 6));
        var ticks = Enumerable.Range(0, (int)(high - low) + 1).Where(one => one % every == 0).Select(one => Math.Pow(10, low + one));
        return new ChartScale(Math.Pow(10, low), Math.Pow(10, high), from, to, true, [.. ticks]);
    }
}
