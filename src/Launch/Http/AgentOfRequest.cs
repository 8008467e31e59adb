using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Access.Keys;
using Slipway.Launch.Agents;
using Slipway.Rest;

namespace Slipway.Launch.Http;

/// <summary>The agent that sent a request, or why it is none; binds by the session token.</summary>
internal sealed class AgentOfRequest(Outcome<AgentCaller> caller)
{
    public static async ValueTask<AgentOfRequest?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var gate = context.RequestServices.GetRequiredService<AgentGate>();
        var token = ApiKeyText.FromAuthorization(context.Request.Headers.Authorization.ToString());
        return new AgentOfRequest(await gate.AuthenticateAsync(token, context.RequestAborted));
    }

    /// <summary>Runs with the agent; answers the refusal when there is none.</summary>
    public async Task<IResult> RunAsync(Func<AgentCaller, Task<IResult>> answer) =>
        caller.IsRefused(out var refusal) ? new ProblemResult(refusal) : await answer(caller.Value);
}
