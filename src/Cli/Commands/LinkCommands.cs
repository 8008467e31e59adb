using System.CommandLine;
using Slipway.Api.Commands;
using Slipway.Api.Registry;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway link | unlink | alias | tag | protected-alias</c></summary>
internal static class LinkCommands
{
    public static IEnumerable<Command> Build(CliSession session) =>
    [
        Link(session),
        Unlink(session),
        Group("alias", "Puts aliases on versions and takes them off", AddAlias(session), RemoveAlias(session)),
        Group("tag", "Puts tags on versions of registered models and takes them off", AddTag(session), RemoveTag(session)),
        Group(
            "protected-alias",
            "Aliases that only team admins may put on, move or take off",
            Protect(session),
            Unprotect(session),
            ListProtected(session)),
    ];

    private static Command Link(CliSession session)
    {
        var source = Name("SOURCE", "team/project/name:version");
        var model = Name("MODEL", "The registered model, or team/model-registry/Model");
        var alias = Many("--alias", "Put this alias on the new version (repeatable)", "ALIAS");
        return New(
            "link",
            "Links a version of an artifact to a registered model, where it gets a version of its own.",
            "slipway link vision/iris/classifier:v3 Iris --alias staging")
            .With(source, model, alias)
            .AsResult(
                session,
                (parsed, ct) =>
                {
                    var from = Target.Parse(parsed.GetRequiredValue(source), () => session.Team(parsed));
                    from.RequireVersion();
                    var to = RegisteredOf(parsed.GetRequiredValue(model), session, parsed);
                    var aliases = parsed.GetRequiredValue(alias);
                    var link = new LinkVersionRequest
                    {
                        Source = from.ToString(),
                        Aliases = aliases.Length > 0 ? aliases : null,
                    };
                    return session.Connect(parsed).Registry.LinkAsync(to.Team, to.Name, link, ct);
                },
                (terminal, linked) => terminal.Say(
                    $"{linked.Source} is {linked.Team}/{Target.DefaultRegistry}/{linked.RegisteredModel}:{linked.Version}"));
    }

    private static Command Unlink(CliSession session)
    {
        var version = Name("VERSION", "Model:version");
        return New("unlink", "Takes a version out of a registered model. The artifact itself stays.", "slipway unlink Iris:v3")
            .With(version)
            .AsDeed(session, async (parsed, ct) =>
            {
                var target = RegisteredOf(parsed.GetRequiredValue(version), session, parsed);
                await session.Connect(parsed).Registry.UnlinkAsync(target.Team, target.Name, target.RequireVersion(), ct);
                return $"Unlinked {target}.";
            });
    }

    private static Command AddAlias(CliSession session)
    {
        var version = Name("VERSION", "Model:version, or team/project/name:version");
        var alias = Name("ALIAS", "The alias");
        return New(
            "add",
            "Puts an alias on a version; if it stands on another one, it moves. This is what automations wait for.",
            "slipway alias add Iris:v3 production",
            "slipway alias add vision/iris/classifier:v7 best")
            .With(version, alias)
            .AsResult(
                session,
                (parsed, ct) =>
                {
                    var target = Target.Parse(parsed.GetRequiredValue(version), () => session.Team(parsed));
                    var name = parsed.GetRequiredValue(alias);
                    var client = session.Connect(parsed);
                    return target.IsRegistered
                        ? client.Registry.MoveAliasAsync(target.Team, target.Name, name, target.RequireVersion(), ct)
                        : client.Artifacts.MoveAliasAsync(
                            target.Team, target.Project, target.Name, name, target.RequireVersion(), ct);
                },
                (terminal, placed) => terminal.Say(
                    $"{placed.Alias} stands on {placed.Version}{(placed.Previous is null ? "" : $", before on {placed.Previous}")}."));
    }

    private static Command RemoveAlias(CliSession session)
    {
        var model = Name("MODEL", "The registered model, or team/project/name of an artifact");
        var alias = Name("ALIAS", "The alias");
        return New("remove", "Takes an alias off.", "slipway alias remove Iris production")
            .With(model, alias)
            .AsDeed(session, async (parsed, ct) =>
            {
                var target = Target.Parse(parsed.GetRequiredValue(model), () => session.Team(parsed));
                var name = parsed.GetRequiredValue(alias);
                var client = session.Connect(parsed);
                await (target.IsRegistered
                    ? client.Registry.DeleteAliasAsync(target.Team, target.Name, name, ct)
                    : client.Artifacts.DeleteAliasAsync(target.Team, target.Project, target.Name, name, ct));
                return $"Took {name} off {target with { Version = null }}.";
            });
    }

    private static Command AddTag(CliSession session)
    {
        var version = Name("VERSION", "Model:version");
        var tag = Name("TAG", "The tag");
        return New("add", "Puts a tag on a version.", "slipway tag add Iris:v3 audited")
            .With(version, tag)
            .AsDeed(session, async (parsed, ct) =>
            {
                var target = RegisteredOf(parsed.GetRequiredValue(version), session, parsed);
                var name = parsed.GetRequiredValue(tag);
                await session.Connect(parsed).Registry.PutTagAsync(
                    target.Team, target.Name, target.RequireVersion(), name, ct);
                return $"Put {name} on {target}.";
            });
    }

    private static Command RemoveTag(CliSession session)
    {
        var version = Name("VERSION", "Model:version");
        var tag = Name("TAG", "The tag");
        return New("remove", "Takes a tag off a version.", "slipway tag remove Iris:v3 audited")
            .With(version, tag)
            .AsDeed(session, async (parsed, ct) =>
            {
                var target = RegisteredOf(parsed.GetRequiredValue(version), session, parsed);
                var name = parsed.GetRequiredValue(tag);
                await session.Connect(parsed).Registry.DeleteTagAsync(
                    target.Team, target.Name, target.RequireVersion(), name, ct);
                return $"Took {name} off {target}.";
            });
    }

    private static Command Protect(CliSession session)
    {
        var alias = Name("ALIAS", "The alias");
        return New("add", "Protects an alias in the whole registry.", "slipway protected-alias add production")
            .With(alias)
            .AsDeed(session, async (parsed, ct) =>
            {
                var name = parsed.GetRequiredValue(alias);
                await session.Connect(parsed).Registry.ProtectAliasAsync(session.Team(parsed), name, ct);
                return $"Only team admins may now put on, move or take off {name}.";
            });
    }

    private static Command Unprotect(CliSession session)
    {
        var alias = Name("ALIAS", "The alias");
        return New("remove", "Ends the protection of an alias.", "slipway protected-alias remove production")
            .With(alias)
            .AsDeed(session, async (parsed, ct) =>
            {
                var name = parsed.GetRequiredValue(alias);
                await session.Connect(parsed).Registry.UnprotectAliasAsync(session.Team(parsed), name, ct);
                return $"Every member may now put on, move or take off {name}.";
            });
    }

    private static Command ListProtected(CliSession session) =>
        New("list", "Lists the protected aliases.").AsList(
            session,
            (client, parsed, size, ct) => client.Registry.ListProtectedAliasesAsync(session.Team(parsed), size, ct),
            "No alias is protected. Protect one: slipway protected-alias add ALIAS.",
            [
                new("ALIAS", alias => alias.Alias),
                new("BY", alias => alias.ProtectedBy),
                new("SINCE", alias => Human.Time(alias.ProtectedAt)),
            ]);

    internal static Target RegisteredOf(string typed, CliSession session, ParseResult parsed)
    {
        var target = Target.Parse(typed, () => session.Team(parsed));
        return target.IsRegistered
            ? target
            : throw new UsageException($"'{typed}' is an artifact; a registered model is written Model or team/model-registry/Model.");
    }
}
