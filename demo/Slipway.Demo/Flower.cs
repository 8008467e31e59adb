namespace Slipway.Demo;

/// <summary>One row of demo/data/iris.csv; lengths in centimetres. ML.NET reads and writes the properties.</summary>
internal sealed class Flower
{
    public float SepalLength { get; set; }

    public float SepalWidth { get; set; }

    public float PetalLength { get; set; }

    public float PetalWidth { get; set; }

    public string Species { get; set; } = "";
}
