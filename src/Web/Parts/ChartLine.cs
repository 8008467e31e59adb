namespace Slipway.Web.Parts;

/// <summary>A line to be drawn.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Points">In the order of their X; a Y that is no number makes a gap.</param>
public sealed record ChartLine(string Name, IReadOnlyList<ChartPoint> Points);

/// <summary>A point of a line.</summary>
/// <param name="X">A step, or seconds of Unix time.</param>
/// <param name="Y">The value.</param>
public readonly record struct ChartPoint(double X, double Y);
