namespace Slipway.Webhooks.Payloads;

/// <summary>What is wrong in a template, and where: line and column count from 1, columns in characters.</summary>
internal sealed record TemplateProblem(int Line, int Column, string Message)
{
    /// <summary>True when the JSON is fine and a placeholder's name is not.</summary>
    public bool IsName { get; init; }

    /// <summary><c>line 3, column 14: ...</c></summary>
    public override string ToString() => $"line {Line}, column {Column}: {Message}";
}
