using Slipway.Api;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Files;
using Slipway.Registry.Http;
using Slipway.Rest;

namespace Slipway.Registry;

/// <summary>The limits of this room, for the guide.</summary>
internal static class RegistryLimits
{
    public static readonly Limit[] All =
    [
        new("Files of a version", Manifest.MaxFiles, LimitUnit.Count, ErrorCodes.Invalid),
        new("File of a version", Manifest.MaxFileSize, LimitUnit.Bytes, ErrorCodes.Invalid),
        new("Body that announces a version", ArtifactEndpoints.MaxListBytes, LimitUnit.Bytes, ErrorCodes.TooLarge),
        new("Metadata of a version", VersionMetadata.MaxBytes, LimitUnit.Bytes, ErrorCodes.MetadataTooLarge),
        new("Keys of a version's metadata", VersionMetadata.MaxKeys, LimitUnit.Count, ErrorCodes.MetadataInvalid),
        new("Card of a registered model", RegistryNames.MaxCardLength, LimitUnit.Characters, ErrorCodes.Invalid),
        new("Description of a model or version", RegistryNames.MaxDescriptionLength, LimitUnit.Characters, ErrorCodes.Invalid),
    ];
}
