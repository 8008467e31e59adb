using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Slipway.Api.Texts;

namespace Slipway.Api.Automations;

/// <summary>
/// Reads and writes an action in its flat form, its fields in any order. Payload and overrides are kept letter by letter, so that what
/// is wrong in them can be told with its line and column.
/// </summary>
public sealed class AutomationActionConverter : JsonConverter<AutomationAction>
{
    /// <inheritdoc/>
    public override AutomationAction Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var body = JsonSerializer.Deserialize(ref reader, (JsonTypeInfo<AutomationActionBody>)options.GetTypeInfo(typeof(AutomationActionBody)))!;
        return body switch
        {
            { Type: WebhookAction.Word, Queue: null, Job: null, JobVersion: null, Project: null, Overrides: null } =>
                new WebhookAction { Webhook = body.Webhook, Payload = TextOf(body.Payload) },
            { Type: LaunchAction.Word, Webhook: null, Payload: null } =>
                new LaunchAction { Queue = body.Queue, Job = body.Job, JobVersion = body.JobVersion, Project = body.Project, Overrides = TextOf(body.Overrides) },
            _ => new UnknownAction(body.Type),
        };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AutomationAction value, JsonSerializerOptions options)
    {
        var webhook = value as WebhookAction;
        var launch = value as LaunchAction;
        writer.WriteStartObject();
        writer.WriteString("type", value.Type);
        writer.WriteString("webhook", webhook?.Webhook);
        Write(writer, "payload", webhook?.Payload);
        writer.WriteString("queue", launch?.Queue);
        writer.WriteString("job", launch?.Job);
        writer.WriteString("jobVersion", launch?.JobVersion);
        writer.WriteString("project", launch?.Project);
        Write(writer, "overrides", launch?.Overrides);
        writer.WriteEndObject();
    }

    private static string? TextOf(JsonElement? template) => template switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } other => other.GetRawText(),
    };

    // An object where it is one. What is not goes as text, for the server to say what is wrong with it.
    private static void Write(Utf8JsonWriter writer, string name, string? template)
    {
        writer.WritePropertyName(name);
        if (template is null)
        {
            writer.WriteNullValue();
        }
        else if (IsObject(template))
        {
            writer.WriteRawValue(template);
        }
        else
        {
            writer.WriteStringValue(template);
        }
    }

    private static bool IsObject(string template)
    {
        try
        {
            return StrictJson.Parse(template).ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
