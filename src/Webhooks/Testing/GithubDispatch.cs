using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Webhooks.Payloads;

namespace Slipway.Webhooks.Testing;

/// <summary>
/// What GitHub takes by <c>repository_dispatch</c>. Whatever else is sent it answers with 422, at the first event that somebody
/// waits for; so it is told before. Pure.
/// </summary>
public static class GithubDispatch
{
    private const int MaxEventType = 100;
    private const int MaxProperties = 10;
    private const int MaxPayload = 64 * 1024;
    private const int MaxShown = 64;
    private const string EventType = "event_type";
    private const string ClientPayload = "client_payload";

    /// <summary>Whether an address is such a one: of GitHub itself, or of a server of one's own, which only the path tells.</summary>
    public static bool IsAt(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && parsed.AbsolutePath.Split('/') is [.., "repos", { Length: > 0 }, { Length: > 0 }, "dispatches"];

    /// <summary>What GitHub would refuse of a template, rendered with an event that is made up; null for nothing.</summary>
    /// <param name="text">The template; null for none.</param>
    public static string? WarningOfTemplate(string? text)
    {
        var template = PayloadTemplate.Parse(text);
        if (template.IsRefused(out _))
        {
            return null;
        }
        var rendered = template.Value.Render(SampleEvent.Values(null, "team", "somebody"));
        return rendered.IsRefused(out _) ? null : WarningOf(rendered.Value);
    }

    /// <summary>What GitHub would refuse of a payload; null for nothing.</summary>
    public static string? WarningOf(RenderedPayload payload)
    {
        using var body = JsonDocument.Parse(payload.WithNames());
        string[] faults = [.. Faults(body.RootElement)];
        return faults.Length == 0 ? null : $"GitHub would refuse this payload: {string.Join("; ", faults)}.";
    }

    private static IEnumerable<string> Faults(JsonElement body)
    {
        string[] others = [.. body.EnumerateObject().Select(field => field.Name).Where(name => name is not (EventType or ClientPayload))];
        if (others.Length > 0)
        {
            yield return $"beside {EventType} and {ClientPayload} it takes no field such as '{Shown(others[0])}'; put what you need into {ClientPayload}";
        }
        if (!body.TryGetProperty(EventType, out var type) || type.ValueKind != JsonValueKind.String || type.GetString() is not { Length: > 0 } word)
        {
            yield return $"{EventType} is missing, the text that a workflow names in its 'types'";
        }
        else if (word.Length > MaxEventType)
        {
            yield return $"{EventType} has {Text(word.Length)} characters; it takes {Text(MaxEventType)}";
        }
        if (!body.TryGetProperty(ClientPayload, out var payload))
        {
            yield break;
        }
        if (payload.ValueKind != JsonValueKind.Object)
        {
            yield return $"{ClientPayload} is a JSON object, and here it is {Kind(payload.ValueKind)}";
            yield break;
        }
        if (payload.EnumerateObject().Count() is > MaxProperties and var properties)
        {
            yield return $"{ClientPayload} has {Text(properties)} fields at its top; it takes {Text(MaxProperties)}, which may be objects";
        }
        if (Encoding.UTF8.GetByteCount(payload.GetRawText()) is >= MaxPayload and var size)
        {
            yield return $"{ClientPayload} has {Text(size)} bytes; it takes less than {Text(MaxPayload)}";
        }
    }

    private static string Kind(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => "a text",
        JsonValueKind.Array => "a list",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private static string Shown(string name) => name.Length > MaxShown ? name[..MaxShown] + "..." : name;

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
