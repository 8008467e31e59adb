namespace Slipway.Registry.Links;

/// <summary>The statements of <see cref="LinkSource"/>.</summary>
internal static class LinkSourceSql
{
    public const string LockState = "select state from artifact_versions where id = @id {for_update}";
}
