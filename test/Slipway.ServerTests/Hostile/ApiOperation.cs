using System.Text.Json.Nodes;

namespace Slipway.ServerTests.Hostile;

/// <summary>One operation of an OpenAPI document.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Template">Its path, as in <c>/api/v1/teams/{team}</c>.</param>
/// <param name="Path">The names of its path parameters.</param>
/// <param name="Query">The names of its query parameters.</param>
/// <param name="Body">The schema of its JSON body; null when it takes none.</param>
internal sealed record ApiOperation(string Method, string Template, IReadOnlyList<string> Path, IReadOnlyList<string> Query, JsonNode? Body)
{
    public string Name => $"{Method} {Template}";

    /// <summary>All that the document tells of.</summary>
    public static IReadOnlyList<ApiOperation> All(JsonNode document) =>
    [
        .. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => Read(path.Key, method.Key, method.Value!))),
    ];

    private static ApiOperation Read(string template, string method, JsonNode operation)
    {
        var parameters = operation["parameters"]?.AsArray().Select(parameter => ((string)parameter!["in"]!, (string)parameter["name"]!)).ToList() ?? [];
        return new ApiOperation(
            method.ToUpperInvariant(),
            template,
            [.. parameters.Where(parameter => parameter.Item1 == "path").Select(parameter => parameter.Item2)],
            [.. parameters.Where(parameter => parameter.Item1 == "query").Select(parameter => parameter.Item2)],
            operation["requestBody"]?["content"]?["application/json"]?["schema"]);
    }
}
