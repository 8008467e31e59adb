using System.Text;
using System.Text.Json;

namespace Slipway.Webhooks.Payloads;

/// <summary>Turns byte offsets of JSON text into the line and column that a person sees in an editor.</summary>
internal static class JsonPlace
{
    /// <summary>A problem at a byte offset of the text.</summary>
    public static TemplateProblem At(ReadOnlySpan<byte> json, long offset, string message)
    {
        var before = json[..(int)Math.Min(offset, json.Length)];
        var line = before.Count((byte)'\n') + 1;
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new(line, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1, message);
    }

    /// <summary>A problem that the JSON reader found, in its words without its own way of telling the place.</summary>
    public static TemplateProblem Of(ReadOnlySpan<byte> json, JsonException error)
    {
        var message = error.Message;
        var tail = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        message = tail < 0 ? message : message[..tail].TrimEnd();

        var offset = 0;
        for (var line = error.LineNumber ?? 0; line > 0; line--)
        {
            offset += json[offset..].IndexOf((byte)'\n') + 1;
        }
        return At(json, offset + (error.BytePositionInLine ?? 0), message);
    }
}
