using System.Text;
using Slipway.Storage;

namespace Slipway.Registry.Collections;

/// <summary>
/// The number of an artifact version: the immutable files themselves, wherever they are linked. It is the number inside
/// <c>wandb-artifact://_id/...</c>, exact for ever (wandb-behaviour 0.10).
/// </summary>
public readonly record struct ArtifactVersionId(long Value) : IDatabaseId<ArtifactVersionId>
{
    private const string Scheme = "wandb-artifact://_id/";

    public static ArtifactVersionId From(long value) => new(value);

    /// <summary><c>wandb-artifact://_id/</c> and the base64 of <c>Artifact:number</c>.</summary>
    public string ToReference() => Scheme + Convert.ToBase64String(Encoding.ASCII.GetBytes($"Artifact:{this}"));

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
