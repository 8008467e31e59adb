using System.Text;
using System.Text.Json;
using Slipway.Api;
using Slipway.Rest;

namespace Slipway.Webhooks.Payloads;

/// <summary>
/// The body of a webhook action: a JSON object whose strings may hold placeholders (M7). <c>${name}</c> is a variable,
/// else a team secret; <c>$NAME</c> as a whole string is a secret; <c>$${</c> writes <c>${</c>. Parsed once: a value is
/// escaped into its string and never looked at again, so no value can become a placeholder, a key or broken JSON.
/// Rendering has two stages, since a stored payload must hold no secret: <see cref="Render"/> fills in the variables,
/// <see cref="RenderedPayload.Resolve"/> the secrets, in memory, at each attempt. Immutable; share it freely.
/// </summary>
public sealed class PayloadTemplate
{
    /// <summary>The template of an action without a payload; sends <c>{}</c>.</summary>
    public static readonly PayloadTemplate Empty = new([new PayloadText("{}")], [], fillsKeys: false);

    /// <summary>How many unknown names are told with their places.</summary>
    private const int MaxTold = 50;

    /// <summary>For how many of them it is looked up what was meant: each is compared with every secret of the team.</summary>
    private const int MaxMeant = 8;

    private readonly IReadOnlyList<PayloadPart> _parts;
    private readonly IReadOnlyList<PayloadParser.SecretPlace> _secrets;

    private readonly bool _fillsKeys;

    private PayloadTemplate(IReadOnlyList<PayloadPart> parts, IReadOnlyList<PayloadParser.SecretPlace> secrets, bool fillsKeys)
    {
        _fillsKeys = fillsKeys;
        _parts = parts;
        _secrets = secrets;
        SecretNames = [.. secrets.Select(secret => secret.Name).Distinct()];
        UsesAccessToken = parts.Any(part => part is PayloadAccessToken);
        UsesMetadata = parts.Any(part => part is PayloadMetadata);
    }

    /// <summary>Names of the team secrets that it names.</summary>
    public IReadOnlyCollection<string> SecretNames { get; }

    /// <summary>Whether it names the webhook's access token.</summary>
    public bool UsesAccessToken { get; }

    /// <summary>Whether it reads the version's metadata; if not, nobody needs to fetch it.</summary>
    public bool UsesMetadata { get; }

    /// <summary>Whether only a team admin may save or test it (<c>secret_needs_admin</c>).</summary>
    public bool NamesSecrets => UsesAccessToken || SecretNames.Count > 0;

    /// <summary>
    /// Parses the text of a template. Refusals: <c>template_invalid</c> (not a JSON object, line and column in the
    /// message), <c>unknown_variable</c> (a name that can be neither), <c>payload_too_large</c>. Names that may be
    /// secrets are checked by <see cref="CheckNames"/>.
    /// </summary>
    /// <param name="text">The text; null or blank is <c>{}</c>.</param>
    /// <param name="field">The field of the request to blame.</param>
    public static Outcome<PayloadTemplate> Parse(string? text, string field = "payload")
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Empty;
        }
        if (text.Length > RenderedPayload.MaxBytes)
        {
            return TooLarge(text.Length);
        }
        var (parts, secrets, fillsKeys, problem) = PayloadParser.Parse(text);
        return problem is null
            ? new PayloadTemplate(parts, secrets, fillsKeys)
            : Refuse(problem.IsName ? ErrorCodes.UnknownVariable : ErrorCodes.TemplateInvalid, [problem], field);
    }

    /// <summary>
    /// The text of a payload as a request carries it: a JSON object stands for its own text, a JSON string holds the
    /// text; null when neither, or when there is nothing in it.
    /// </summary>
    public static string? TextOf(JsonElement? payload) => payload switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() is { } given && !string.IsNullOrWhiteSpace(given) ? given : null,
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        { } other => other.GetRawText(),
    };

    /// <summary>
    /// Checks at save that each name which is no variable is a secret of the team; <c>unknown_variable</c> names them all,
    /// each with its place and the name that was probably meant. Null: all are known.
    /// </summary>
    /// <param name="teamSecrets">Names of the team's secrets.</param>
    /// <param name="field">The field of the request to blame.</param>
    public Refusal? CheckNames(IReadOnlyCollection<string> teamSecrets, string field = "payload")
    {
        var known = teamSecrets.ToHashSet(StringComparer.Ordinal);
        var unknown = _secrets.Where(secret => !known.Contains(secret.Name)).ToArray();
        if (unknown.Length == 0)
        {
            return null;
        }
        string[] candidates = [.. PayloadVariables.Suggested, .. teamSecrets];
        var told = unknown.Take(MaxTold).ToArray();
        var meant = told.Select(secret => secret.Name).Distinct().Take(MaxMeant).ToDictionary(name => name, name => Suggestion.For(name, candidates));
        TemplateProblem[] problems = [.. told.Select(secret => new TemplateProblem(secret.Line, secret.Column, Explain(secret, meant.GetValueOrDefault(secret.Name))))];
        return Refuse(ErrorCodes.UnknownVariable, problems, field, unknown.Length - told.Length);
    }

    /// <summary>
    /// Fills in the variables, each escaped into its string; one that does not apply renders empty. Refusals:
    /// <c>payload_too_large</c>; <c>template_invalid</c> when a key stands twice by what was filled in.
    /// </summary>
    public Outcome<RenderedPayload> Render(PayloadValues values)
    {
        var rendered = new List<PayloadPart>();
        var text = new StringBuilder();
        var before = 0;
        using var metadata = new MetadataReader(values.MetadataJson);
        foreach (var part in _parts)
        {
            switch (part)
            {
                case PayloadText literal:
                    text.Append(literal.Json);
                    break;
                case PayloadVariable variable:
                    text.Append(Escape(variable.Read(values)));
                    break;
                case PayloadMetadata entry:
                    text.Append(Escape(metadata.Find(entry.Key)));
                    break;
                default:
                    rendered.Add(new PayloadText(text.ToString()));
                    rendered.Add(part);
                    before += text.Length;
                    text.Clear();
                    break;
            }
            if (before + text.Length > RenderedPayload.MaxBytes)
            {
                return TooLarge(before + text.Length);
            }
        }
        rendered.Add(new PayloadText(text.ToString()));

        var payload = new RenderedPayload(rendered);
        if (payload.Size > RenderedPayload.MaxBytes)
        {
            return TooLarge(payload.Size);
        }
        // A placeholder in a key may render to the name of another key; secrets are filled in later, and looked at then.
        return _fillsKeys && payload.FaultWithNames() is { } fault
            ? new Refusal(ErrorCodes.TemplateInvalid, $"The payload cannot be sent as it came out: {fault.Detail}")
            : payload;
    }

    private static string Escape(string? value) => value is null ? "" : PayloadParser.Escaper.Encode(value);

    private static string Explain(PayloadParser.SecretPlace secret, string? near)
    {
        var meant = near is null ? "" : $"; did you mean ${{{near}}}?";
        return secret.IsBare
            ? $"this team has no secret {secret.Name}{meant}{(near is null ? "; for a literal " : " For a literal ")}${secret.Name} write $${secret.Name}"
            : $"unknown variable ${{{secret.Name}}}, and this team has no secret of that name{meant}";
    }

    private static Refusal Refuse(string code, IReadOnlyCollection<TemplateProblem> problems, string field, int more = 0)
    {
        string[] messages = [.. problems.Select(problem => problem.ToString()), .. more == 0 ? (string[])[] : [$"and {more:N0} more like these."]];
        return new Refusal(code, $"The payload cannot be used: {messages[0].TrimEnd('.', '?')}.", new Dictionary<string, string[]> { [field] = messages });
    }

    private static Refusal TooLarge(int size) =>
        new(ErrorCodes.PayloadTooLarge, $"The payload is over {size:N0} bytes or characters; at most {RenderedPayload.MaxBytes:N0} bytes can be sent.");
}
