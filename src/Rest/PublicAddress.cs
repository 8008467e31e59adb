namespace Slipway.Rest;

/// <summary>The address under which people and machines reach this server (option <c>public-url</c>), without a slash at its end.</summary>
public sealed record PublicAddress(Uri Uri)
{
    /// <summary>An absolute link to a path that begins with a slash.</summary>
    public string To(string path) => Uri.AbsoluteUri.TrimEnd('/') + path;
}
