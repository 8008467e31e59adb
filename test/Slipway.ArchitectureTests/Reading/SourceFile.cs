namespace Slipway.ArchitectureTests.Reading;

/// <summary>One text file of the checkout.</summary>
/// <param name="Path">Relative to the checkout, with <c>/</c>.</param>
public sealed record SourceFile(string Path, string Text)
{
    public string Folder => Path[..Math.Max(0, Path.LastIndexOf('/'))];

    public string[] Lines => Text.Split('\n');

    public int LineCount => Text.Length == 0 ? 0 : Text.AsSpan().Count('\n') + (Text.EndsWith('\n') ? 0 : 1);
}
