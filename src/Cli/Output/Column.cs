namespace Slipway.Cli.Output;

/// <summary>A column of a list.</summary>
internal sealed record Column<T>(string Title, Func<T, string?> Text);
