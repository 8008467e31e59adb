using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Api;
using Slipway.Api.Texts;
using Slipway.Rest;
using Slipway.Rest.Texts;

namespace Slipway.Registry;

/// <summary>
/// What names may be, and the names that Slipway keeps for itself. The rules are W&amp;B's (wandb-behaviour 1.3 and 11);
/// <c>.</c>, <c>..</c> and <c>/</c> are refused because names stand in paths, <c>:</c> because a reference is
/// <c>name:alias</c>. Every check answers null when the name is fine.
/// </summary>
public static partial class RegistryNames
{
    /// <summary>The type of artifacts that Launch makes: each version is a version of a job.</summary>
    public const string JobType = "job";

    /// <summary>The project in which a team's registered models live; a team is born with it (wandb-behaviour 0.8).</summary>
    public const string DefaultRegistry = "model-registry";

    /// <summary>The automatic alias of the newest version.</summary>
    public const string Latest = "latest";

    /// <summary>Characters of a name, type, alias or tag.</summary>
    public const int MaxNameLength = 128;

    /// <summary>Characters of a description.</summary>
    public const int MaxDescriptionLength = 16_384;

    /// <summary>Characters of a model card.</summary>
    public const int MaxCardLength = 262_144;

    /// <summary>Tags that one version or model may have.</summary>
    public const int MaxTags = 100;

    /// <summary>Aliases that one link or publish may give; each is an event.</summary>
    public const int MaxAliasesAtOnce = 100;

    // A web server leaves %2F in a path as it came: such a name could not be told from one with a slash.
    private const string EncodedSlash = "%2F";

    private static readonly SearchValues<char> Separators = SearchValues.Create("/:");

    /// <summary>The name of an artifact or of a registered model.</summary>
    public static Refusal? CheckCollection(string? name, string field = "name") =>
        Problem(name) is { } problem ? Refusal.OfField(ErrorCodes.NameInvalid, field, $"The name {problem}.") : null;

    /// <summary>The type of an artifact, which is also what a registered model takes.</summary>
    public static Refusal? CheckType(string? type, string field = "type")
    {
        return Problem(type) is { } problem ? Refusal.OfField(ErrorCodes.TypeInvalid, field, $"The type {problem}.") : CheckUsedType(type, field);
    }

    /// <summary>The type of an artifact that is there, to which a version is added: whatever it is, but none that is kept for Slipway itself.</summary>
    public static Refusal? CheckUsedType(string? type, string field = "type") =>
        type is JobType || type?.StartsWith("wandb-", StringComparison.Ordinal) == true
            ? Refusal.OfField(ErrorCodes.TypeInvalid, field,
                $"The type '{type}' is reserved: 'job' and types that begin with 'wandb-' are made by Launch and the client.")
            : null;

    /// <summary>An alias set by hand. <c>latest</c> and <c>vN</c> are given by Slipway itself: <c>alias_reserved</c>.</summary>
    public static Refusal? CheckAlias(string? alias, string field = "alias")
    {
        return Problem(alias) is { } problem ? Refusal.OfField(ErrorCodes.AliasInvalid, field, $"The alias {problem}.") : CheckUsedAlias(alias!, field);
    }

    /// <summary>An alias that stands already and is moved or taken off: whatever it is, but none that Slipway gives itself.</summary>
    public static Refusal? CheckUsedAlias(string alias, string field = "alias") =>
        IsAutomaticAlias(alias)
            ? Refusal.OfField(ErrorCodes.AliasReserved, field,
                $"The alias '{alias}' is given by Slipway itself: 'latest' to the newest version and 'vN' to each. Choose another.")
            : null;

    /// <summary>A tag: letters, digits, <c>_</c>, <c>-</c>, spaces inside.</summary>
    public static Refusal? CheckTag(string? tag, string field = "tag")
    {
        if (string.IsNullOrEmpty(tag) || tag.Length > MaxNameLength || !TagPattern().IsMatch(tag) || NameText.Problem(tag) is not null)
        {
            return Refusal.OfField(ErrorCodes.TagInvalid, field,
                $"A tag has letters, digits, '_', '-' and spaces inside, at most {MaxNameLength} characters; '{Shown(tag)}' is none.");
        }
        return null;
    }

    /// <summary>The aliases given with a link or a publish, in their order, each once.</summary>
    public static Outcome<IReadOnlyList<string>> CheckAliases(IReadOnlyList<string>? aliases)
    {
        return Each(aliases, MaxAliasesAtOnce, static alias => CheckAlias(alias, "aliases"), ErrorCodes.AliasInvalid, "aliases",
            $"At most {MaxAliasesAtOnce} aliases can be given at once.").Map(static kept => (IReadOnlyList<string>)kept);
    }

    /// <summary>A set of tags, in alphabetical order, each once.</summary>
    public static Outcome<IReadOnlyList<string>> CheckTags(IReadOnlyList<string>? tags)
    {
        return Each(tags, MaxTags, static tag => CheckTag(tag, "tags"), ErrorCodes.TagInvalid, "tags", $"There can be at most {MaxTags} tags.")
            .Map(static kept => (IReadOnlyList<string>)[.. kept.Order(StringComparer.Ordinal)]);
    }

    /// <summary>Free text: null is none.</summary>
    public static Refusal? CheckText(string? text, int maxLength, string field)
    {
        if (text is null)
        {
            return null;
        }
        if (text.Length > maxLength)
        {
            return Refusal.OfField(ErrorCodes.Invalid, field, $"'{field}' has {text.Length} characters; {maxLength} is the most.");
        }
        return PlainText.Problem(text) is { } problem ? Refusal.OfField(ErrorCodes.Invalid, field, $"'{field}' {problem}.") : null;
    }

    /// <summary>Whether Slipway gives this alias by itself: <c>latest</c>, or <c>v</c> and digits.</summary>
    public static bool IsAutomaticAlias(string alias) =>
        alias == Latest || (alias.Length > 1 && alias[0] == 'v' && !alias.AsSpan(1).ContainsAnyExceptInRange('0', '9'));

    // In their order, each once; a list of any length ends with the first one too many.
    private static Outcome<List<string>> Each(
        IReadOnlyList<string>? names, int most, Func<string, Refusal?> check, string code, string field, string tooMany)
    {
        var (kept, seen) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var name in names ?? [])
        {
            if (name is not null && !seen.Add(name))
            {
                continue;
            }
            if (kept.Count == most)
            {
                return Refusal.OfField(code, field, tooMany);
            }
            if (check(name!) is { } refusal)
            {
                return refusal;
            }
            kept.Add(name!);
        }
        return kept;
    }

    // What is wrong with the name, said so that "The name" can stand before it.
    private static string? Problem(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "is missing";
        }
        if (name.Length > MaxNameLength)
        {
            return $"has {name.Length} characters; {MaxNameLength} is the most";
        }
        if (name is "." or "..")
        {
            return "may not be '.' or '..', which mean something else in a path";
        }
        if (name.AsSpan().ContainsAny(Separators))
        {
            return $"'{Shown(name)}' may not hold '/' or ':'";
        }
        if (name.Contains(EncodedSlash, StringComparison.OrdinalIgnoreCase))
        {
            return $"'{Shown(name)}' may not hold '/', nor '%2F', which is one in an address";
        }
        if (char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]))
        {
            return $"'{Shown(name)}' begins or ends with a space";
        }
        return NameText.Problem(name) is { } problem ? $"'{Shown(name)}' {problem}"
            // What a decoder writes for what it could not read.
            : name.Contains('\uFFFD', StringComparison.Ordinal) ? $"'{Shown(name)}' holds half a character" : null;
    }

    private static string Shown(string? name)
    {
        var shown = name is { Length: > 40 } ? name[..40] + "..." : name ?? "";
        return new string([.. shown.Select(static c => char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '?' : c)]);
    }

    [GeneratedRegex(@"^[-\w]+( +[-\w]+)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TagPattern();
}
