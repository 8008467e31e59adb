namespace Slipway.Storage;

/// <summary>
/// A text that no database can hold was given to one. Thrown before anything is sent: a driver that finds it half way leaves
/// its connection out of step for whoever uses it next.
/// </summary>
/// <param name="parameter">The name of the statement's parameter.</param>
/// <param name="problem">What is wrong, so that the name of the text can stand before it.</param>
public sealed class UnstorableTextException(string parameter, string problem) : Exception($"The parameter {parameter} {problem}.")
{
    /// <summary>What is wrong, so that the name of the text can stand before it.</summary>
    public string Problem { get; } = problem;
}
