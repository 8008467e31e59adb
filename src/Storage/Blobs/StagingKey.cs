namespace Slipway.Storage.Blobs;

/// <summary>The name of an upload that is not finished. Safe as a file name.</summary>
public readonly record struct StagingKey
{
    private const int MaxLength = 120;

    /// <param name="text">1 to 120 lower-case letters, digits and hyphens.</param>
    /// <exception cref="ArgumentException">The text has other characters.</exception>
    public StagingKey(string text)
    {
        if (text.Length is 0 or > MaxLength || text.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-"))
        {
            throw new ArgumentException("Not the key of a staged upload.", nameof(text));
        }
        Text = text;
    }

    public string Text { get; }

    public override string ToString() => Text;
}
