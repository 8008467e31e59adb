using Slipway.Api.Events;
using Slipway.Registry.Collections;

namespace Slipway.Registry;

/// <summary>
/// A fact about one collection, as history keeps it and as the event tells it. Made by the named constructors, so that
/// what each type of event carries stands in one place (api.md, Events).
/// </summary>
internal sealed record RegistryChange
{
    private RegistryChange(string type) => Type = type;

    public string Type { get; }

    /// <summary>The version concerned; null when it is the collection itself.</summary>
    public Membership? Member { get; private init; }

    public int? PreviousIndex { get; private init; }

    public string? Alias { get; private init; }

    public string? Tag { get; private init; }

    /// <summary>What held before, a string; null for nothing.</summary>
    public string? Before { get; private init; }

    /// <summary>What holds now, a string; null for nothing.</summary>
    public string? After { get; private init; }

    /// <summary>The version became a member: committed to its artifact, or linked to a registered model (M1).</summary>
    public static RegistryChange Added(Collection collection, Membership member) =>
        new(collection.Kind == CollectionKind.Model ? EventTypes.LinkArtifact : EventTypes.CreateArtifact)
        {
            Member = member,
            After = member.Version,
        };

    public static RegistryChange Unlinked(Membership member) =>
        new(EventTypes.UnlinkArtifact) { Member = member, Before = member.Version };

    /// <summary>The alias came to stand on the version (M2); a move is this one fact with where it stood.</summary>
    public static RegistryChange AliasSet(Membership member, string alias, int? previousIndex) =>
        new(EventTypes.AddArtifactAlias)
        {
            Member = member,
            Alias = alias,
            PreviousIndex = previousIndex,
            Before = VersionReference.Text(previousIndex),
            After = member.Version,
        };

    public static RegistryChange AliasRemoved(Membership member, string alias) =>
        new(EventTypes.RemoveArtifactAlias) { Member = member, Alias = alias, Before = member.Version };

    public static RegistryChange VersionTagged(Membership member, string tag) =>
        new(EventTypes.AddArtifactTag) { Member = member, Tag = tag, After = tag };

    public static RegistryChange VersionUntagged(Membership member, string tag) =>
        new(EventTypes.RemoveArtifactTag) { Member = member, Tag = tag, Before = tag };

    public static RegistryChange CollectionTagged(string tag) => new(EventTypes.AddCollectionTag) { Tag = tag, After = tag };

    public static RegistryChange CollectionUntagged(string tag) => new(EventTypes.RemoveCollectionTag) { Tag = tag, Before = tag };

    public static RegistryChange CollectionCreated() => new(EventTypes.CreateCollection);

    public static RegistryChange CollectionDeleted() => new(EventTypes.DeleteCollection);
}
