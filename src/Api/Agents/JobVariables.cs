using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Api.Agents;

/// <summary>
/// The variables that every job gets, wherever it runs: those by which W&amp;B's own client knows what to do, and ours. Made
/// by agents; the server makes them too, to see that they fit.
/// </summary>
public static class JobVariables
{
    /// <summary>The longest value that is written into one variable (W&amp;B's client reads the rest from <c>NAME_0</c> and on).</summary>
    public const int MaxValueLength = 32_670;

    /// <summary>The artifacts by name, as W&amp;B's client reads them.</summary>
    public const string Artifacts = "WANDB_ARTIFACTS";

    /// <summary>The same without the job.</summary>
    public const string Inputs = "SLIPWAY_INPUTS";

    /// <summary>What the variable of a single artifact begins with.</summary>
    public const string InputPrefix = "SLIPWAY_INPUT_";

    /// <summary>By name.</summary>
    /// <param name="spec">What is started.</param>
    /// <param name="url">The server's address, as jobs reach it.</param>
    public static Dictionary<string, string> Of(AttemptSpecBody spec, string url)
    {
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
            variables[InputPrefix + VariableOf(input)] = reference;
        }
        variables[Artifacts] = artifacts.ToJsonString();
        variables[Inputs] = inputs.ToJsonString();
        return variables;
    }

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
