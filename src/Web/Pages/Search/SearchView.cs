namespace Slipway.Web.Pages.Search;

/// <summary>What a search found.</summary>
/// <param name="Groups">Those in which something was found.</param>
public sealed record SearchView(IReadOnlyList<SearchGroup> Groups);

/// <summary>Things of one kind.</summary>
/// <param name="Title">Of which kind, in English.</param>
/// <param name="Hits">The first of them.</param>
/// <param name="IsCut">Whether there are more.</param>
public sealed record SearchGroup(string Title, IReadOnlyList<SearchHit> Hits, bool IsCut);

/// <summary>A thing that was found.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Address">Its page.</param>
/// <param name="About">More about it; null for nothing.</param>
public sealed record SearchHit(string Name, string Address, string? About = null);
