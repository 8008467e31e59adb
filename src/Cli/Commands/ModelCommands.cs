using System.CommandLine;
using Slipway.Api;
using Slipway.Api.Registry;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway models | versions | model create | show | history | delete</c></summary>
internal static class ModelCommands
{
    public static IEnumerable<Command> Build(CliSession session) =>
    [
        List(session),
        Versions(session),
        Group(
            "model",
            "Registered models",
            Create(session),
            Show(session),
            Edit(session),
            History(session),
            Delete(session)),
    ];

    private static Command List(CliSession session)
    {
        var search = Text("--search", "Only models whose name or card holds this", "TEXT");
        var tag = Text("--tag", "Only models with this tag", "TAG");
        var alias = Text("--alias", "Only models with this alias on a version", "ALIAS");
        return New("models", "Lists the registered models of the team.", "slipway models --alias production --json")
            .With(search, tag, alias)
            .AsList(
                session,
                (client, parsed, size, ct) => client.Registry.ListModelsAsync(
                    session.Team(parsed),
                    parsed.GetValue(search),
                    parsed.GetValue(tag),
                    parsed.GetValue(alias),
                    size,
                    ct),
                "No registered model. Create one: slipway model create NAME.",
                [
                    new("MODEL", model => model.Name),
                    new("TYPE", model => model.Type),
                    new("VERSIONS", model => Human.Number(model.VersionCount)),
                    new("LATEST", model => model.LatestVersion),
                    new("ALIASES", model => Human.List(model.Aliases.Select(a => $"{a.Alias}={a.Version}"))),
                    new("TAGS", model => Human.List(model.Tags)),
                ]);
    }

    private static Command Versions(CliSession session)
    {
        var name = Name("NAME", "A registered model, or team/project/name of an artifact");
        var versions = New(
            "versions",
            "Lists the versions of a registered model or of an artifact.",
            "slipway versions Iris",
            "slipway versions vision/iris/classifier")
            .With(name);
        versions.AddListOptions();
        versions.SetAction((parsed, ct) =>
        {
            var target = Target.Parse(parsed.GetRequiredValue(name), () => session.Team(parsed));
            var client = session.Connect(parsed);
            return target.IsRegistered
                ? ListCommand.PrintAsync(
                    session,
                    parsed,
                    (size, stop) => client.Registry.ListVersionsAsync(target.Team, target.Name, size, stop),
                    $"No version yet. Link one: slipway link team/project/name:v0 {target.Name}.",
                    [
                        new("VERSION", version => version.Version),
                        new("ALIASES", version => Human.List(version.Aliases)),
                        new("TAGS", version => Human.List(version.Tags)),
                        new("SIZE", version => Human.Size(version.Size)),
                        new("SOURCE", version => version.Source),
                        new("BY", version => version.LinkedBy),
                        new("AT", version => Human.Time(version.LinkedAt)),
                    ],
                    ct)
                : ListCommand.PrintAsync(
                    session,
                    parsed,
                    (size, stop) => client.Artifacts.ListVersionsAsync(
                        target.Team, target.Project, target.Name, size, stop),
                    $"No version yet. Publish one: slipway publish FILES... --name {target}.",
                    [
                        new("VERSION", version => version.Version),
                        new("ALIASES", version => Human.List(version.Aliases)),
                        new("SIZE", version => Human.Size(version.Size)),
                        new("LINKED TO", version => Human.List(
                            version.LinkedTo.Select(link => $"{link.RegisteredModel}:{link.Version}"))),
                        new("BY", version => version.CreatedBy),
                        new("AT", version => Human.Time(version.CreatedAt)),
                    ],
                    ct);
        });
        return versions;
    }

    private static Command Create(CliSession session)
    {
        var name = Name("NAME", "The model's name");
        var type = Text("--type", "The artifact type it takes (model)", "TYPE");
        var description = Text("--description", "What it is, in a few lines", "TEXT");
        var tag = Many("--tag", "A tag (repeatable)", "TAG");
        return New("create", "Creates a registered model.", "slipway model create Iris --tag classifier")
            .With(name, type, description, tag)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Registry.CreateModelAsync(
                    session.Team(parsed),
                    new CreateRegisteredModelRequest
                    {
                        Name = parsed.GetRequiredValue(name),
                        Type = parsed.GetValue(type),
                        Description = parsed.GetValue(description),
                        Tags = parsed.GetRequiredValue(tag) is { Length: > 0 } tags ? tags : null,
                    },
                    ct),
                (terminal, model) => terminal.Say(
                    $"Created {model.Team}/{model.Registry}/{model.Name}. Link a version: slipway link team/project/name:v0 {model.Name}"));
    }

    private static Command Show(CliSession session)
    {
        var name = Name("NAME", "The model's name");
        return New("show", "Shows a registered model and its card.", "slipway model show Iris")
            .With(name)
            .AsResult(
                session,
                (parsed, ct) =>
                {
                    var target = LinkCommands.RegisteredOf(parsed.GetRequiredValue(name), session, parsed);
                    return session.Connect(parsed).Registry.GetModelAsync(target.Team, target.Name, ct);
                },
                Tell);
    }

    private static Command Edit(CliSession session)
    {
        var name = Name("NAME", "The model's name");
        var description = Text("--description", "What it is, in a few lines", "TEXT");
        var card = Text("--card-file", "A file with the model card, Markdown", "FILE");
        var tag = Many("--tag", "All the tags it is to have (repeatable)", "TAG");
        return New("edit", "Changes description, card or tags; what is left out stays.", "slipway model edit Iris --card-file CARD.md")
            .With(name, description, card, tag)
            .AsResult(
                session,
                async (parsed, ct) =>
                {
                    var target = LinkCommands.RegisteredOf(parsed.GetRequiredValue(name), session, parsed);
                    var patch = new PatchRegisteredModelRequest
                    {
                        Description = parsed.GetValue(description) is { } text ? new Optional<string?>(text) : default,
                        Card = parsed.GetValue(card) is { } file
                            ? new Optional<string?>(TextFile.Read(file))
                            : default,
                        Tags = parsed.GetRequiredValue(tag) is { Length: > 0 } tags
                            ? new Optional<IReadOnlyList<string>>(tags)
                            : default,
                    };
                    return await session.Connect(parsed).Registry.PatchModelAsync(target.Team, target.Name, patch, ct);
                },
                (terminal, model) => terminal.Say($"Changed {model.Name}."));
    }

    private static Command History(CliSession session)
    {
        var name = Name("NAME", "The model's name");
        return New("history", "Shows what happened to a registered model.", "slipway model history Iris")
            .With(name)
            .AsList(
                session,
                (client, parsed, size, ct) =>
                {
                    var target = LinkCommands.RegisteredOf(parsed.GetRequiredValue(name), session, parsed);
                    return client.Registry.ListHistoryAsync(target.Team, target.Name, size, ct);
                },
                "Nothing has happened yet.",
                [
                    new("AT", entry => Human.Time(entry.At)),
                    new("WHO", entry => entry.Actor),
                    new("WHAT", entry => entry.Type),
                    new("VERSION", entry => entry.Version),
                    new("ALIAS OR TAG", entry => entry.Alias ?? entry.Tag),
                ]);
    }

    private static Command Delete(CliSession session)
    {
        var name = Name("NAME", "The model's name");
        return New(
            "delete",
            "Deletes a registered model with its links and ends the automations that stand on it. The artifacts stay.",
            "slipway model delete Iris")
            .With(name)
            .AsDeed(session, async (parsed, ct) =>
            {
                var target = LinkCommands.RegisteredOf(parsed.GetRequiredValue(name), session, parsed);
                await session.Connect(parsed).Registry.DeleteModelAsync(target.Team, target.Name, ct);
                return $"Deleted {target}.";
            });
    }

    private static void Tell(Terminal terminal, RegisteredModelResponse model)
    {
        terminal.Say($"{model.Team}/{model.Registry}/{model.Name} ({model.Type})");
        terminal.Say($"  versions {model.VersionCount}, latest {model.LatestVersion ?? "none"}");
        foreach (var alias in model.Aliases)
        {
            terminal.Say($"  {alias.Alias} = {alias.Version}{(alias.IsProtected ? " (protected)" : "")}");
        }

        if (model.Tags.Count > 0)
        {
            terminal.Say($"  tags {Human.List(model.Tags)}");
        }

        foreach (var text in new[] { model.Description, model.Card }.Where(text => text is { Length: > 0 }))
        {
            terminal.Say($"\n{text}");
        }
    }
}
