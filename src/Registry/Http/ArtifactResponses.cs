using Slipway.Api.Artifacts;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Registry.Files;
using Slipway.Rest;

namespace Slipway.Registry.Http;

/// <summary>Artifacts, versions and files as the wire shows them.</summary>
internal static class ArtifactResponses
{
    public static ArtifactResponse Of(ArtifactRow row) => new()
    {
        Id = row.Id.ToString(),
        Team = row.TeamName,
        Project = row.ProjectName,
        Name = row.Name,
        Type = row.Type,
        Description = row.Description,
        VersionCount = row.VersionCount,
        LatestVersion = VersionReference.Text(row.LatestIndex),
        CreatedAt = row.CreatedAt,
    };

    public static CreatedVersionResponse Of(Publication publication) => new()
    {
        Id = publication.Id.ToString(),
        Version = VersionReference.Text(publication.VersionIndex),
        State = publication.VersionIndex is null ? VersionStates.Pending : VersionStates.Committed,
        Uploads = publication.Uploads,
    };

    public static VersionResponse Of(VersionDetail detail)
    {
        var version = detail.Version;
        return new VersionResponse
        {
            Id = version.Source.Id.ToString(),
            Team = version.Collection.TeamName,
            Project = version.Collection.ProjectName,
            Artifact = version.Collection.Name,
            Type = version.Source.Type,
            Version = version.Member.Version,
            State = VersionStates.Committed,
            Description = version.Source.Description,
            Metadata = VersionMetadata.Read(version.Source.Metadata),
            Aliases = version.AliasNames,
            Tags = version.Tags,
            Digest = version.Source.Digest,
            Size = version.Source.Size,
            FileCount = version.Source.FileCount,
            Ref = version.Source.Id.ToReference(),
            LinkedTo =
            [
                .. detail.Links.Select(static link => new LinkedToResponse
                {
                    Team = link.TeamName,
                    RegisteredModel = link.Model,
                    Version = VersionReference.Text(link.VersionIndex),
                }),
            ],
            CreatedBy = version.Source.CreatedBy,
            CreatedAt = version.Source.CreatedAt,
        };
    }

    public static ResolvedReferenceResponse Of(ResolvedVersion resolved, PublicAddress address) => new()
    {
        Ref = resolved.Source.Id.ToReference(),
        Id = resolved.Source.Id.ToString(),
        Name = resolved.Source.SourceName,
        Type = resolved.Source.Type,
        Version = VersionReference.Text(resolved.VersionIndex),
        Digest = resolved.Source.Digest,
        Metadata = VersionMetadata.Read(resolved.Source.Metadata),
        Files = new MappedList<VersionFile, FileResponse>(
            resolved.Files, file => Of(file, FolderOf(resolved.Through, resolved.VersionIndex, address))),
    };

    /// <param name="file">A file of a committed version.</param>
    /// <param name="folder">See <see cref="FolderOf"/>.</param>
    public static FileResponse Of(VersionFile file, string folder) => new()
    {
        Path = file.Path,
        Size = file.Size,
        Sha256 = file.Sha256,
        Md5 = file.Md5 is { } md5 ? ManifestDigest.Base64Of(md5) : null,
        Url = folder + string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString)),
    };

    /// <summary>The absolute URL under which the files of a version are downloaded, with a slash at its end.</summary>
    public static string FolderOf(CollectionAddress through, int index, PublicAddress address) => address.To(
        $"/api/v1/teams/{Uri.EscapeDataString(through.Team)}/projects/{Uri.EscapeDataString(through.Project)}"
        + $"/artifacts/{Uri.EscapeDataString(through.Name)}/versions/{VersionReference.Text(index)}/files/");
}
