using Slipway.Registry.Collections;
using Slipway.Registry.Files;

namespace Slipway.Web.Pages.Artifacts;

/// <summary>Where files of versions are downloaded.</summary>
internal static class FileAddress
{
    /// <summary>With a slash at its end.</summary>
    public static string FolderOf(CollectionAddress artifact, string version) =>
        $"api/v1/teams/{Uri.EscapeDataString(artifact.Team)}/projects/{Uri.EscapeDataString(artifact.Project)}"
        + $"/artifacts/{Uri.EscapeDataString(artifact.Name)}/versions/{Uri.EscapeDataString(version)}/files/";

    /// <summary>Within the folder.</summary>
    public static string Of(VersionFile file) => string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString));
}
