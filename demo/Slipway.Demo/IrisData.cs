using System.Globalization;
using Slipway.Testing;

namespace Slipway.Demo;

/// <summary>Fisher's irises, split the same way each time: of every species each fifth flower is held out.</summary>
/// <param name="Train">120 flowers.</param>
/// <param name="Test">30 flowers that no trainer sees.</param>
internal sealed record IrisData(IReadOnlyList<Flower> Train, IReadOnlyList<Flower> Test)
{
    private const int HoldOutEvery = 5;

    public static IrisData Load()
    {
        var species = File.ReadLines(Repository.PathOf("demo/data/iris.csv")).Skip(1).Select(Parse).GroupBy(flower => flower.Species).ToArray();
        return new IrisData(
            [.. species.SelectMany(flowers => flowers.Where((_, index) => !IsHeldOut(index)))],
            [.. species.SelectMany(flowers => flowers.Where((_, index) => IsHeldOut(index)))]);
    }

    private static bool IsHeldOut(int index) => index % HoldOutEvery == HoldOutEvery - 1;

    private static Flower Parse(string line)
    {
        var cells = line.Split(',');
        float Length(int cell) => float.Parse(cells[cell], CultureInfo.InvariantCulture);
        return new Flower
        {
            SepalLength = Length(0),
            SepalWidth = Length(1),
            PetalLength = Length(2),
            PetalWidth = Length(3),
            Species = cells[4],
        };
    }
}
