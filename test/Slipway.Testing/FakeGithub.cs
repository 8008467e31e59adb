using System.Text;
using System.Text.Json;

namespace Slipway.Testing;

/// <summary>
/// Answers like GitHub's "create a repository dispatch event" endpoint (REST, 2022-11-28): the same path, the same
/// checks, the same limits, and the real API's error texts. Use it as the answer of a <see cref="Receiver"/>.
/// </summary>
public sealed class FakeGithub(string repository, string token)
{
    private const int MaxEventType = 100;
    private const int MaxProperties = 10;
    private const int MaxPayloadBytes = 64 * 1024;
    private const string Documentation = "https://docs.github.com/rest/repos/repos#create-a-repository-dispatch-event";

    /// <summary>Where to dispatch to, below the API's address.</summary>
    public string Path => $"/repos/{repository}/dispatches";

    /// <summary>204, or the error that the real API gives.</summary>
    public ReceiverAnswer Answer(ReceivedRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Header("User-Agent")))
        {
            return new ReceiverAnswer(403,
                "Request forbidden by administrative rules. Please make sure your request has a User-Agent header " +
                "(https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required).");
        }
        if (Unacceptable(request.Header("Accept")) is { } accept)
        {
            return Problem(415, $"Unsupported 'Accept' header: '{accept}'. Must accept 'application/json'.");
        }
        // To those who may not see the repository it does not exist.
        if (request.Path != Path || request.Method != "POST" || request.Header("Authorization") is not { } authorization)
        {
            return Problem(404, "Not Found");
        }
        if (authorization != $"Bearer {token}" && authorization != $"token {token}")
        {
            return Problem(401, "Bad credentials", "https://docs.github.com/rest");
        }
        try
        {
            using var body = JsonDocument.Parse(request.Body);
            return Wrong(body.RootElement) is { } wrong ? Problem(422, wrong) : new ReceiverAnswer(204);
        }
        catch (JsonException)
        {
            return Problem(400, "Problems parsing JSON");
        }
    }

    private static string? Wrong(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return $"Invalid request.\n\nFor 'links/0/schema', {body.GetRawText()} is not an object.";
        }
        foreach (var property in body.EnumerateObject())
        {
            if (property.Name is not ("event_type" or "client_payload"))
            {
                return $"Invalid request.\n\n\"{property.Name}\" is not a permitted key.";
            }
        }
        if (!body.TryGetProperty("event_type", out var type))
        {
            return "Invalid request.\n\n\"event_type\" wasn't supplied.";
        }
        if (type.ValueKind != JsonValueKind.String)
        {
            return $"Invalid request.\n\nFor 'properties/event_type', {type.GetRawText()} is not a string.";
        }
        if (type.GetString()!.Length is 0 or > MaxEventType)
        {
            return "Validation Failed: event_type is too long (maximum is 100 characters)";
        }
        return body.TryGetProperty("client_payload", out var payload) ? WrongPayload(payload) : null;
    }

    private static string? WrongPayload(JsonElement payload)
    {
        if (payload.ValueKind != JsonValueKind.Object)
        {
            return $"Invalid request.\n\nFor 'properties/client_payload', {payload.GetRawText()} is not an object.";
        }
        var properties = payload.EnumerateObject().Count();
        if (properties > MaxProperties)
        {
            return $"Invalid request.\n\nNo more than {MaxProperties} properties are allowed; {properties} were supplied.";
        }
        return Encoding.UTF8.GetByteCount(payload.GetRawText()) >= MaxPayloadBytes ? "client_payload is too large." : null;
    }

    /// <summary>The header when none of its types is one that the API speaks; null when it is absent or fits.</summary>
    private static string? Unacceptable(string? accept)
    {
        if (string.IsNullOrWhiteSpace(accept))
        {
            return null;
        }
        var types = accept.Split(',').Select(type => type.Split(';')[0].Trim());
        return types.Any(type => type is "*/*" or "application/*" or "application/json"
            || type.StartsWith("application/vnd.github", StringComparison.Ordinal)) ? null : accept;
    }

    private static ReceiverAnswer Problem(int status, string message, string documentation = Documentation) =>
        new(status, JsonSerializer.Serialize(new { message, documentation_url = documentation, status = $"{status}" }))
        {
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json; charset=utf-8" },
        };
}
