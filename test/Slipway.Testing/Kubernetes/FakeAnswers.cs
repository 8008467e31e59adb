using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Slipway.Testing.Kubernetes;

/// <summary>The forms of the API server's answers.</summary>
internal static class FakeAnswers
{
    public static async Task LineAsync(HttpContext context, string type, JsonObject what)
    {
        await context.Response.WriteAsync(new JsonObject { ["type"] = type, ["object"] = what.DeepClone() }.ToJsonString() + "\n");
        await context.Response.Body.FlushAsync();
    }

    public static Task ProblemAsync(HttpContext context, int code, string message) =>
        WriteAsync(context, code, new JsonObject { ["kind"] = "Status", ["status"] = "Failure", ["code"] = code, ["message"] = message });

    /// <summary>That one object does not exist, which a server says otherwise than that it knows no such path.</summary>
    public static Task MissingAsync(HttpContext context, string kind, string name) => WriteAsync(context, 404, new JsonObject
    {
        ["kind"] = "Status",
        ["status"] = "Failure",
        ["code"] = 404,
        ["reason"] = "NotFound",
        ["message"] = $"{kind} \"{name}\" not found",
        ["details"] = new JsonObject { ["name"] = name, ["kind"] = kind },
    });

    public static Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }
}
