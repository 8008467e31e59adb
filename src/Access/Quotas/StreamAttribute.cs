namespace Slipway.Access.Quotas;

/// <summary>Marks an endpoint whose answer stays open; see <see cref="OpenStreams"/>.</summary>
/// <param name="query">The parameter that makes it so, as <c>follow=true</c>; null when it always does.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StreamAttribute(string? query = null) : Attribute
{
    public string? Query { get; } = query;
}
