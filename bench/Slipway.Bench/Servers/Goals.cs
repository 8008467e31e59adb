using System.Globalization;

namespace Slipway.Bench.Servers;

/// <summary>Prints what was measured beside its goal, and remembers whether one was missed.</summary>
internal sealed class Goals(string what)
{
    public bool AreMet { get; private set; } = true;

    /// <summary>Prints what has no goal of its own.</summary>
    public void Tell(string name, double measured, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-9}   {name,-40} {measured,9:0.0} {unit}"));

    /// <param name="goal">The most that it may be.</param>
    public void Check(string name, double measured, double goal, string unit)
    {
        var isMet = measured <= goal;
        AreMet &= isMet;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-9} {name,-42} {measured,9:0.0} {unit,-3} goal {goal,5:0} {unit}{(isMet ? "" : "   MISSED")}"));
    }
}
