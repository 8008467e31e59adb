namespace Slipway.Api;

/// <summary>One page of a list, newest first.</summary>
public sealed record PageResponse<T>
{
    /// <summary>The rows of this page; empty when there is none.</summary>
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>Hand it back as <c>?cursor=</c> for the next page; null on the last page.</summary>
    public string? NextCursor { get; init; }
}
