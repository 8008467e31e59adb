using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Api.Commands;
using Slipway.Api.Webhooks;
using Slipway.Cli.Output;
using static Slipway.Cli.Commands.CommandBuilding;

namespace Slipway.Cli.Commands;

/// <summary><c>slipway webhook create | list | show | test | enable | disable | delete</c></summary>
internal static class WebhookCommands
{
    public static Command Build(CliSession session) => Group(
        "webhook",
        "Webhooks: where the team's automations send to",
        Create(session),
        List(session),
        Show(session),
        Test(session),
        Switch(session, "enable", "Sends its deliveries again, those that are held first.", true),
        Switch(session, "disable", "Holds its deliveries.", false),
        Delete(session));

    private static Command Create(CliSession session)
    {
        var name = Name("NAME", "Unique in the team");
        var url = Name("URL", "Where to post to; its host is a name with a public address");
        var secret = Text("--secret", "Name of the team secret that signs", "NAME");
        var token = Text("--access-token", "Name of the team secret sent as bearer token", "NAME");
        var encoding = Text("--signature-encoding", "Of X-Wandb-Signature: base64 (default), hex or sha256=hex", "ENCODING");
        var signature = Many("--signature", "A further signature: github sends X-Hub-Signature-256 (repeatable)", "KIND");
        var header = Many("--header", "A further header; ${NAME} stands for a team secret (repeatable)", "'Name: value'");
        var disabled = new Option<bool>("--disabled") { Description = "Create it disabled" };
        return New(
            "create",
            "Creates a webhook. For team admins.",
            "slipway webhook create ci https://ci.example.com/hooks/slipway --secret SIGNING_KEY",
            "slipway webhook create gh https://api.github.com/repos/OWNER/REPO/dispatches --access-token GITHUB_TOKEN \\",
            "    --header 'Accept: application/vnd.github+json'")
            .With(name, url, secret, token, encoding, signature, header, disabled)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Webhooks.CreateAsync(
                    session.Team(parsed),
                    new WebhookSettings
                    {
                        Name = parsed.GetRequiredValue(name),
                        Url = parsed.GetRequiredValue(url),
                        Secret = parsed.GetValue(secret),
                        AccessToken = parsed.GetValue(token),
                        SignatureEncoding = Word(parsed, encoding, SignatureEncoding.Base64),
                        Signatures = Words<FurtherSignature>(parsed, signature),
                        Headers = HeadersOf(parsed.GetRequiredValue(header)),
                        Enabled = !parsed.GetValue(disabled),
                    },
                    ct),
                (terminal, webhook) =>
                {
                    foreach (var warning in webhook.Warnings)
                    {
                        terminal.Remark($"Warning: {warning}");
                    }

                    terminal.Say($"Created {webhook.Name}. Try it: slipway webhook test {webhook.Name}");
                });
    }

    private static Command List(CliSession session) =>
        New("list", "Lists the team's webhooks.").AsList(
            session,
            (client, parsed, size, ct) => client.Webhooks.ListAsync(session.Team(parsed), size, ct),
            "No webhook. Create one: slipway webhook create NAME URL.",
            [
                new("NAME", webhook => webhook.Name),
                new("URL", webhook => webhook.Url),
                new("SECRET", webhook => webhook.Secret),
                new("ACCESS TOKEN", webhook => webhook.AccessToken),
                new("ENABLED", webhook => webhook.Enabled ? "yes" : $"no {webhook.DisabledReason}".TrimEnd()),
                new("USED BY", webhook => Human.List(webhook.UsedBy.Select(user => user.Name))),
            ]);

    private static Command Show(CliSession session)
    {
        var name = Name("NAME", "The webhook's name");
        return New("show", "Shows a webhook.")
            .With(name)
            .AsResult(
                session,
                (parsed, ct) => session.Connect(parsed).Webhooks.GetAsync(
                    session.Team(parsed), parsed.GetRequiredValue(name), ct),
                JsonOutput.Write);
    }

    private static Command Test(CliSession session)
    {
        var name = Name("NAME", "The webhook's name");
        var payload = new PayloadArguments();
        return New(
            "test",
            "Sends one request by the very path that deliveries take, and shows what was sent and what came back.\n"
            + "Answers 1 when the receiver did not take it.",
            "slipway webhook test ci --payload '{\"version\": \"${artifact_version_string}\"}'")
            .With(name)
            .With(payload.Symbols)
            .With(GlobalOptions.Json)
            .Acting(async (parsed, ct) =>
            {
                var result = await session.Connect(parsed).Webhooks.TestAsync(
                    session.Team(parsed),
                    parsed.GetRequiredValue(name),
                    new TestWebhookRequest { Payload = payload.Read(parsed) },
                    ct);
                if (parsed.GetValue(GlobalOptions.Json))
                {
                    JsonOutput.Write(session.Terminal, result);
                }
                else
                {
                    Exchange.Tell(session.Terminal, result.Request, result.Status, result.Response, result.DurationMs, result.Error);
                }

                return result.Delivered ? ExitCodes.Done : ExitCodes.Failed;
            });
    }

    private static Command Switch(CliSession session, string verb, string description, bool enabled)
    {
        var name = Name("NAME", "The webhook's name");
        return New(verb, description)
            .With(name)
            .AsDeed(session, async (parsed, ct) =>
            {
                var webhook = await session.Connect(parsed).Webhooks.PatchAsync(
                    session.Team(parsed), parsed.GetRequiredValue(name), new JsonObject { ["enabled"] = enabled }, ct);
                return $"{webhook.Name} is {(webhook.Enabled ? "enabled" : "disabled")}.";
            });
    }

    private static Command Delete(CliSession session)
    {
        var name = Name("NAME", "The webhook's name");
        return New("delete", "Deletes a webhook and cancels its deliveries that wait.")
            .With(name, GlobalOptions.Force)
            .AsDeed(session, async (parsed, ct) =>
            {
                var webhook = parsed.GetRequiredValue(name);
                await session.Connect(parsed).Webhooks.DeleteAsync(
                    session.Team(parsed), webhook, parsed.GetValue(GlobalOptions.Force), ct);
                return $"Deleted {webhook}.";
            });
    }

    private static Dictionary<string, string> HeadersOf(string[] headers)
    {
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers)
        {
            var colon = header.IndexOf(':');
            if (colon < 1 || !read.TryAdd(header[..colon].Trim(), header[(colon + 1)..].Trim()))
            {
                throw new UsageException($"--header takes 'Name: value', each name once; not '{header}'.");
            }
        }

        return read;
    }
}
