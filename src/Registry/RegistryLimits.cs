using Slipway.Api;
using Slipway.Api.Files;
using Slipway.Registry.Artifacts;
using Slipway.Registry.Collections;
using Slipway.Registry.Files;
using Slipway.Registry.Http;
using Slipway.Registry.Lineage;
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
        new("Path of a file, in a version or a run", FilePath.MaxBytes, LimitUnit.Bytes, ErrorCodes.PathInvalid),
        new("One part of such a path", FilePath.MaxPartBytes, LimitUnit.Bytes, ErrorCodes.PathInvalid),
        new("Name of an artifact or a registered model, an alias or a tag", RegistryNames.MaxNameLength, LimitUnit.Characters, "`name_invalid`, `alias_invalid` or `tag_invalid`"),
        new("Aliases given at once", RegistryNames.MaxAliasesAtOnce, LimitUnit.Count, ErrorCodes.AliasInvalid),
        new("Tags of a version", RegistryNames.MaxTags, LimitUnit.Count, ErrorCodes.TagInvalid),
        new("Reference to an artifact", ArtifactReference.MaxLength, LimitUnit.Characters, ErrorCodes.ReferenceInvalid),
        new("`usedAs` of an artifact that a run uses", LineageOperations.MaxUsedAsLength, LimitUnit.Characters, ErrorCodes.Invalid),
        new("Runs in the lineage of a version", LineageOperations.MaxRuns, LimitUnit.Count, "further ones are left out"),
        new("Inputs of those runs", LineageOperations.MaxInputs, LimitUnit.Count, "further ones are left out"),
    ];
}
