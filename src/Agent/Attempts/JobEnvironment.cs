using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Agent.Policies;
using Slipway.Agent.Settings;
using Slipway.Api.Agents;

namespace Slipway.Agent.Attempts;

/// <summary>
/// The variables that a job gets: those by which W&amp;B's own client knows what to do, ours, and of the agent's what the
/// policy passes on. Nothing else.
/// </summary>
internal static class JobEnvironment
{
    /// <summary>The longest value that is written into one variable (W&amp;B's client reads the rest from <c>NAME_0</c> and on).</summary>
    public const int MaxValueLength = 32_670;

    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>What every job gets, wherever it runs.</summary>
    public static Dictionary<string, string> Contract(AttemptSpecBody spec, Uri server)
    {
        var url = server.AbsoluteUri.TrimEnd('/');
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["WANDB_BASE_URL"] = url,
            ["WANDB_API_KEY"] = spec.JobKey,
            ["WANDB_PROJECT"] = spec.Project,
            ["WANDB_ENTITY"] = spec.Team,
            ["WANDB_LAUNCH"] = "True",
            ["WANDB_RUN_ID"] = spec.Run,
            ["WANDB_USERNAME"] = spec.Author,
            ["WANDB_LAUNCH_QUEUE_NAME"] = spec.Queue,
            ["WANDB_LAUNCH_QUEUE_ENTITY"] = spec.Team,
            ["WANDB_LAUNCH_TRACE_ID"] = spec.Item,
            ["SLIPWAY_URL"] = url,
            ["SLIPWAY_API_KEY"] = spec.JobKey,
            ["SLIPWAY_TEAM"] = spec.Team,
            ["SLIPWAY_PROJECT"] = spec.Project,
            ["SLIPWAY_RUN"] = spec.Run,
            ["SLIPWAY_ITEM"] = spec.Item,
            ["SLIPWAY_ATTEMPT_ID"] = spec.Id,
            ["SLIPWAY_ATTEMPT"] = spec.Attempt.ToString(CultureInfo.InvariantCulture),
            ["SLIPWAY_FENCE"] = spec.Fence.ToString(CultureInfo.InvariantCulture),
        };
        if (spec.RunName is { } name)
        {
            variables["WANDB_NAME"] = name;
        }

        if (spec.Image is { } image)
        {
            variables["WANDB_DOCKER"] = image;
        }

        if (spec.RunConfig is { ValueKind: JsonValueKind.Object } config)
        {
            AddLong(variables, "WANDB_CONFIG", config.GetRawText());
        }

        var artifacts = new JsonObject { ["_wandb_job"] = spec.Job };
        var inputs = new JsonObject();
        foreach (var (input, reference) in spec.Inputs)
        {
            artifacts[input] = reference;
            inputs[input] = reference;
            variables[$"SLIPWAY_INPUT_{VariableOf(input)}"] = reference;
        }

        variables["WANDB_ARTIFACTS"] = artifacts.ToJsonString();
        variables["SLIPWAY_INPUTS"] = inputs.ToJsonString();
        return variables;
    }

    /// <summary>The whole environment of a job that is a process of this host.</summary>
    public static Dictionary<string, string> OfProcess(
        AttemptSpecBody spec, Uri server, string workFolder, LocalPolicy policy, AgentEnvironment agent)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = agent["PATH"] ?? UsualPath,
            ["LANG"] = agent["LANG"] ?? "C.UTF-8",
            ["HOME"] = workFolder,
        };
        foreach (var name in policy.PassEnvironment.Append("TZ"))
        {
            if (!AgentEnvironment.IsOurs(name) && agent[name] is { } value)
            {
                variables[name] = value;
            }
        }

        // Last, so that nothing stands in for it.
        foreach (var (name, value) in Contract(spec, server))
        {
            variables[name] = value;
        }

        return variables;
    }

    /// <summary>The values that must not leave this host in a log.</summary>
    public static IEnumerable<string> Secrets(AttemptSpecBody spec, LocalPolicy policy, AgentEnvironment agent) =>
        policy.MaskEnvironment.Select(name => agent[name]).OfType<string>().Prepend(spec.JobKey);

    private static void AddLong(Dictionary<string, string> variables, string name, string value)
    {
        if (value.Length <= MaxValueLength)
        {
            variables[name] = value;
            return;
        }

        var from = 0;
        for (var part = 0; from < value.Length; part++)
        {
            var to = Math.Min(value.Length, from + MaxValueLength);
            if (char.IsHighSurrogate(value[to - 1]) && to < value.Length)
            {
                to--;
            }

            variables[string.Create(CultureInfo.InvariantCulture, $"{name}_{part}")] = value[from..to];
            from = to;
        }
    }

    private static string VariableOf(string input) =>
        string.Concat(input.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
}
