using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Slipway.Agent.Settings;
using Slipway.Agent.Spool;
using Slipway.Agent.Supervision;
using Slipway.Api;
using Slipway.Api.Clients;
using Slipway.Api.Commands;
using Slipway.Api.Http;

namespace Slipway.Agent.Commands;

/// <summary>What the agent, and jobs, start this program for.</summary>
internal static class InsideCommands
{
    /// <summary><c>slipway-agent supervise FOLDER</c>: stays with one job.</summary>
    public static Command Supervise(TimeProvider time)
    {
        var folder = new Argument<string>("folder");
        var command = new Command("supervise", "Stays with one job to its end.") { folder };
        command.Hidden = true;
        command.SetAction(async (parsed, ct) =>
            await new Supervisor(new AttemptFolder(parsed.GetValue(folder)!), time).RunAsync() ? ExitCodes.Done : ExitCodes.Failed);
        return command;
    }

    /// <summary><c>slipway-agent init -- COMMAND...</c>: the first process of a namespace.</summary>
    public static Command Init(AgentEnvironment environment)
    {
        var words = new Argument<string[]>("command") { Arity = ArgumentArity.OneOrMore };
        var command = new Command("init", "Runs a command as the first process of a namespace.") { words };
        command.Hidden = true;
        command.SetAction(parsed => JobInit.Run(parsed.GetValue(words)!, environment.All));
        return command;
    }

    /// <summary><c>slipway-agent enter</c>: the fence inside a job.</summary>
    public static Command Enter(AgentEnvironment environment, TextWriter error, TimeProvider time)
    {
        var command = new Command(
            "enter",
            "For jobs whose backend may start them twice: ends with 0 for the start that may go on, with 1 for any other.\n\n"
            + "Reads SLIPWAY_URL, SLIPWAY_API_KEY, SLIPWAY_ATTEMPT_ID and SLIPWAY_FENCE, which every job has.\n"
            + "In a script: slipway-agent enter || exit 0");
        command.SetAction(async (parsed, ct) =>
        {
            string Variable(string name) => environment[name]
                ?? throw new UsageException($"{name} is not set: this is for jobs that an agent started.");

            var url = Variable("SLIPWAY_URL");
            var attempt = Variable("SLIPWAY_ATTEMPT_ID");
            if (!long.TryParse(Variable("SLIPWAY_FENCE"), NumberStyles.None, CultureInfo.InvariantCulture, out var fence))
            {
                throw new UsageException("SLIPWAY_FENCE is no number.");
            }

            using var http = SlipwayClient.NewHttpClient();
            var client = new AgentClient(http, new Uri(url), Variable("SLIPWAY_API_KEY"));

            // One nonce for all tries: an answer that was lost must not shut us out.
            var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            var patience = new Patience(time);
            while (true)
            {
                try
                {
                    await client.EnterAsync(attempt, fence, nonce, ct);
                    return ExitCodes.Done;
                }
                catch (SlipwayApiException refused) when (refused.Status == HttpStatusCode.Conflict)
                {
                    error.WriteLine(refused.Code == ErrorCodes.AttemptEntered
                        ? "slipway-agent: another start of this job goes on; this one may not."
                        : $"slipway-agent: this start may not go on: {refused.Message} ({refused.Code})");
                    return ExitCodes.Failed;
                }
                catch (Exception e) when (Patience.IsPassing(e, ct) && e is not SlipwayApiException { Status: HttpStatusCode.Unauthorized })
                {
                    await patience.PauseAsync(e, ct);
                }
            }
        });
        return command;
    }
}
