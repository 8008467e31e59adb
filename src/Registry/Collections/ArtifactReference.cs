using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Slipway.Api;
using Slipway.Rest;

namespace Slipway.Registry.Collections;

/// <summary>
/// A reference to a version as people, payloads and the wandb client write it: <c>team/project/name:alias-or-version</c>
/// (no <c>:</c> means <c>latest</c>) or <c>wandb-artifact://_id/&lt;base64 of Artifact:number&gt;</c>; the scheme may also
/// stand before the first form (wandb-behaviour 0.10, 5.3).
/// </summary>
public sealed record ArtifactReference
{
    private const string Scheme = "wandb-artifact://";
    private const string IdPrefix = "_id/";
    private const string Decoded = "Artifact:";
    public const int MaxLength = 1_024;

    /// <summary>The artifact version itself; null when it is given by names.</summary>
    public ArtifactVersionId? VersionId { get; private init; }

    /// <summary>The collection; meaningless when <see cref="VersionId"/> is given.</summary>
    public CollectionAddress Collection { get; private init; }

    /// <summary>The version within <see cref="Collection"/>.</summary>
    public VersionReference Version { get; private init; }

    /// <summary>What stands after the <c>:</c>; <c>latest</c> when nothing does.</summary>
    public string VersionText { get; private init; } = RegistryNames.Latest;

    /// <summary>The reference, or <c>reference_invalid</c>.</summary>
    /// <param name="text">What the caller wrote; null is refused too.</param>
    /// <param name="field">The field of the request to blame.</param>
    public static Outcome<ArtifactReference> Parse(string? text, string field = "ref")
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
        {
            return Refused(field, text is null or "" ? "The reference is missing." : $"The reference has over {MaxLength} characters.");
        }
        var rest = text.StartsWith(Scheme, StringComparison.Ordinal) ? text[Scheme.Length..] : text;
        if (rest.Length != text.Length && rest.StartsWith(IdPrefix, StringComparison.Ordinal))
        {
            return ParseId(rest[IdPrefix.Length..]) is { } id
                ? new ArtifactReference { VersionId = id }
                : Refused(field, $"'{text}' holds no artifact id: after {Scheme}{IdPrefix} comes the base64 of 'Artifact:<number>'.");
        }
        var parts = rest.Split('/');
        if (parts.Length != 3 || parts.Any(static part => part.Length == 0))
        {
            return Refused(field, $"'{text}' is no reference. Write team/project/name:v3, or an alias in place of v3.");
        }
        var colon = parts[2].IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? parts[2] : parts[2][..colon];
        var version = colon < 0 ? RegistryNames.Latest : parts[2][(colon + 1)..];
        if (name.Length == 0 || version.Length == 0 || version.Contains(':', StringComparison.Ordinal))
        {
            return Refused(field, $"'{text}' is no reference. Write team/project/name:v3, or an alias in place of v3.");
        }
        return new ArtifactReference
        {
            Collection = CollectionAddress.OfArtifact(parts[0], parts[1], name),
            Version = VersionReference.Parse(version),
            VersionText = version,
        };
    }

    private static ArtifactVersionId? ParseId(string base64)
    {
        Span<byte> bytes = stackalloc byte[64];
        if (base64.Length > 64 || !Base64.IsValid(base64) || !Convert.TryFromBase64String(base64, bytes, out var length))
        {
            return null;
        }
        var decoded = Encoding.Latin1.GetString(bytes[..length]);
        return decoded.StartsWith(Decoded, StringComparison.Ordinal)
            && long.TryParse(decoded.AsSpan(Decoded.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new ArtifactVersionId(id)
            : null;
    }

    private static Refusal Refused(string field, string detail) => Refusal.OfField(ErrorCodes.ReferenceInvalid, field, detail);
}
