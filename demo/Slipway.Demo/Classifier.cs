using Microsoft.ML;

namespace Slipway.Demo;

/// <summary>Trains and evaluates real classifiers of irises with ML.NET.</summary>
internal static class Classifier
{
    private const int Seed = 1936;

    /// <summary>Trains on these measurements, writes the model to a file and returns what cross-validation says of it.</summary>
    /// <param name="columns">Names of <see cref="Flower"/>'s measurements.</param>
    public static (double Accuracy, double LogLoss) Train(IReadOnlyList<Flower> train, string[] columns, string path)
    {
        var ml = new MLContext(Seed);
        var data = ml.Data.LoadFromEnumerable(train);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", nameof(Flower.Species))
            .Append(ml.Transforms.Concatenate("Features", columns))
            .Append(ml.Transforms.NormalizeMeanVariance("Features"))
            .AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var folds = ml.MulticlassClassification.CrossValidate(data, pipeline, numberOfFolds: 5, seed: Seed);
        ml.Model.Save(pipeline.Fit(data), data.Schema, path);
        return (folds.Average(fold => fold.Metrics.MicroAccuracy), folds.Average(fold => fold.Metrics.LogLoss));
    }

    /// <summary>The share of flowers that a model file names rightly.</summary>
    public static double Accuracy(string path, IReadOnlyList<Flower> test)
    {
        var ml = new MLContext(Seed);
        var model = ml.Model.Load(path, out _);
        return ml.MulticlassClassification.Evaluate(model.Transform(ml.Data.LoadFromEnumerable(test))).MicroAccuracy;
    }
}
