using System.Text.Json;
using CsCheck;
using Slipway.Events;
using Slipway.Registry.Aliases;
using Slipway.Registry.Links;
using Slipway.Registry.RegisteredModels;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Registry;

/// <summary>
/// The events tell the whole story: whoever replays them knows which versions are linked and where each alias stands,
/// whatever was done, done twice or refused.
/// </summary>
public sealed class EventReplayTests
{
    private static readonly string[] Aliases = ["prod", "staging", "latest", "a"];

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Enum<Act>(), Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3], (act, version, alias, other) => new Step(act, version, Aliases[alias], Aliases[other]));

    [Fact]
    public Task M1_M2_Replaying_the_events_gives_the_registry_as_it_is() =>
        Steps.Array[5, 40].SampleAsync(ReplayAsync, iter: 12, threads: 1);

    private static async Task ReplayAsync(Step[] steps)
    {
        await using var room = await RegistryRoom.CreateAsync();
        await room.CreateModelAsync("Iris");
        string[] sources = [await room.PublishAsync("a"), await room.PublishAsync("a"), await room.PublishAsync("a"), await room.PublishAsync("b")];
        foreach (var step in steps)
        {
            await DoAsync(room, step, sources);
        }

        var replayed = Replay(await room.EventsAsync("Iris"));

        var model = (await room.Get<ModelOperations>().GetAsync(room.Viewer, RegistryRoom.Model("Iris"), default)).Value;
        Assert.Equal(replayed.Versions.Count, model.VersionCount);
        Assert.Equal(
            replayed.Aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal).Select(alias => (alias.Key, alias.Value)),
            model.Aliases.Select(alias => (alias.Name, $"v{alias.VersionIndex}")));
    }

    private static async Task DoAsync(RegistryRoom room, Step step, string[] sources)
    {
        var model = RegistryRoom.Model("Iris");
        _ = step.Act switch
        {
            Act.Link => (await room.Get<LinkOperations>().LinkAsync(room.Member, model, sources[step.Version], [step.Alias, step.Other], default)).Refusal,
            Act.LinkBare => (await room.Get<LinkOperations>().LinkAsync(room.Member, model, sources[step.Version], null, default)).Refusal,
            Act.Unlink => (await room.Get<LinkOperations>().UnlinkAsync(room.Member, model, step.Alias, default)).Refusal,
            Act.Set => (await room.Get<AliasOperations>().SetAsync(room.Member, model, step.Alias, $"v{step.Version}", default)).Refusal,
            Act.Follow => (await room.Get<AliasOperations>().SetAsync(room.Member, model, step.Alias, step.Other, default)).Refusal,
            _ => (await room.Get<AliasOperations>().RemoveAsync(room.Member, model, step.Alias, default)).Refusal,
        };
    }

    // Fails on a story that contradicts itself: a move from where the alias was not, a version that ends with an alias on it.
    private static (HashSet<string> Versions, Dictionary<string, string> Aliases) Replay(IEnumerable<LoggedEvent> events)
    {
        var versions = new HashSet<string>();
        var aliases = new Dictionary<string, string>();
        foreach (var told in events)
        {
            switch (told.Type)
            {
                case "LINK_ARTIFACT":
                    Assert.True(versions.Add(told.Version!));
                    break;
                case "UNLINK_ARTIFACT":
                    Assert.DoesNotContain(told.Version, aliases.Values);
                    Assert.True(versions.Remove(told.Version!));
                    break;
                case "ADD_ARTIFACT_ALIAS":
                    Assert.Equal(aliases.GetValueOrDefault(told.Alias!), Text(told.Before));
                    Assert.NotEqual(told.Before, told.After);
                    Assert.Contains(told.Version!, versions);
                    aliases[told.Alias!] = Text(told.After)!;
                    break;
                case "REMOVE_ARTIFACT_ALIAS":
                    Assert.Equal(aliases[told.Alias!], Text(told.Before));
                    aliases.Remove(told.Alias!);
                    break;
            }
        }
        Assert.DoesNotContain("latest", aliases.Keys);
        return (versions, aliases);
    }

    private static string? Text(string? json) => json is null ? null : JsonSerializer.Deserialize<string>(json);

    private enum Act
    {
        Link,
        LinkBare,
        Unlink,
        Set,
        Follow,
        Remove,
    }

    private sealed record Step(Act Act, int Version, string Alias, string Other);
}
