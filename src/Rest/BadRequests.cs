using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Slipway.Api;
using Slipway.Api.Texts;
using Slipway.Rest.Bodies;
using Slipway.Rest.Texts;

namespace Slipway.Rest;

/// <summary>
/// Says in a caller's words what the framework says in a programmer's: its messages name our classes and advise to
/// change our code.
/// </summary>
internal static partial class BadRequests
{
    public static Refusal Describe(BadHttpRequestException wrong)
    {
        if (wrong.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new Refusal(ErrorCodes.TooLarge, "The body is larger than this address takes.");
        }
        if (wrong.InnerException is JsonException json)
        {
            return DescribeBody(json);
        }
        if (Parameter().Match(wrong.Message) is { Success: true } parameter)
        {
            var name = parameter.Groups["name"].Value;
            return Refusal.OfField(ErrorCodes.Invalid, name, $"{name} cannot be '{parameter.Groups["value"].Value}'.");
        }
        if (Missing().Match(wrong.Message) is { Success: true } missing)
        {
            var name = missing.Groups["name"].Value;
            return Refusal.OfField(ErrorCodes.Invalid, name, $"{name} is required.");
        }
        return wrong.Message.Contains("no body was provided", StringComparison.Ordinal)
            ? Refusal.OfField(ErrorCodes.Invalid, "body", "Send a JSON object as the body.")
            : new Refusal(ErrorCodes.Invalid, "The request is malformed.");
    }

    private static Refusal DescribeBody(JsonException json)
    {
        // The place of the outermost, which the reader of the whole body knows.
        var where = json.LineNumber is { } line ? $" (line {line + 1}, column {(json.BytePositionInLine ?? 0) + 1})" : "";
        var path = PathOf(json);
        while (json is FieldException inner)
        {
            json = inner.Cause;
            var inside = PathOf(json);
            path = $"{(path.Length == 0 ? "" : path + ".")}{inner.Name}{(inside.Length == 0 || inside[0] == '[' ? "" : ".")}{inside}";
        }
        var message = json.Message.Split(" Path:", 2)[0].Split(" LineNumber:", 2)[0];
        if (json is StrictJsonException strict)
        {
            var place = strict.Place.Length == 0 || path.Length == 0 || strict.Place[0] == '[' ? path + strict.Place : $"{path}.{strict.Place}";
            return TextRefusal.OfField(place.Length == 0 ? "body" : place, strict.Problem + where);
        }
        var field = path.Length == 0 ? "body" : path;
        if (json is UnknownWordException word)
        {
            // A list with a wrong word in it is told as a whole: the list is the field that a form shows.
            return field[^1] == ']' && field[..field.LastIndexOf('[')] is { Length: > 0 } list
                ? Refusal.OfField(ErrorCodes.Invalid, list, $"{list} takes {word.Choice}{where}.")
                : Refusal.OfField(ErrorCodes.Invalid, field, $"{field} is {word.Choice}{where}.");
        }
        if (UnknownField().Match(message) is { Success: true } unknown)
        {
            var name = unknown.Groups[1].Value;
            return Refusal.OfField(ErrorCodes.Invalid, path.Length == 0 ? name : path, $"There is no field '{name}' here{where}. Look for a misspelling.");
        }
        if (message.IndexOf("missing required properties including:", StringComparison.Ordinal) is var listed and >= 0)
        {
            var missing = QuotedName().Matches(message[listed..]).Select(name => name.Groups[1].Value).ToArray();
            return new Refusal(ErrorCodes.Invalid, $"The body lacks {string.Join(", ", missing)}{where}.",
                missing.ToDictionary(name => path.Length == 0 ? name : $"{path}.{name}", name => (string[])[$"{name} is required."]));
        }
        if (message.Contains("doesn't allow null values", StringComparison.Ordinal))
        {
            return Refusal.OfField(ErrorCodes.Invalid, field, $"{field} may not be null{where}.");
        }
        if (message.Contains("could not be converted", StringComparison.Ordinal))
        {
            return Refusal.OfField(ErrorCodes.Invalid, field, $"{field} has a value of the wrong kind{where}.");
        }
        if (JsonWords.Duplicate(json) is { } twice)
        {
            // In a free object, such as metadata, the path ends at the object; in a record at the property itself.
            var place = field == twice || field.EndsWith("." + twice, StringComparison.Ordinal) ? "the body" : field;
            return Refusal.OfField(ErrorCodes.Invalid, field, $"{twice} stands twice in {place}{where}.");
        }
        return Refusal.OfField(ErrorCodes.Invalid, field, $"The body is not JSON{where}: {JsonWords.Of(json)}");
    }

    private static string PathOf(JsonException json) => (json.Path ?? "$").TrimStart('$').TrimStart('.');

    [GeneratedRegex("^The JSON property '([^']*)' could not be mapped")]
    private static partial Regex UnknownField();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex QuotedName();

    [GeneratedRegex("""^Failed to bind parameter ".*?(?<name>\w+)" from "(?<value>.*)"\.\z""", RegexOptions.Singleline)]
    private static partial Regex Parameter();

    [GeneratedRegex("""^Required parameter ".*?(?<name>\w+)" was not provided""")]
    private static partial Regex Missing();
}
