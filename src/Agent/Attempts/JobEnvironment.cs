using Slipway.Agent.Policies;
using Slipway.Agent.Settings;
using Slipway.Api.Agents;

namespace Slipway.Agent.Attempts;

/// <summary>
/// The variables that a job gets: those of <see cref="JobVariables"/>, and of the agent's what the policy passes on. Nothing else.
/// </summary>
internal static class JobEnvironment
{
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>What every job gets, wherever it runs.</summary>
    public static Dictionary<string, string> Contract(AttemptSpecBody spec, Uri server) =>
        JobVariables.Of(spec, server.AbsoluteUri.TrimEnd('/'));

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
}
