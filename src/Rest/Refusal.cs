namespace Slipway.Rest;

/// <summary>
/// An expected "no": a stable code, a sentence that says what to do next, and for wrong input the fields. Its HTTP status
/// follows from the code in <see cref="ProblemStatus"/>.
/// </summary>
/// <param name="Code">One of <see cref="Api.ErrorCodes"/>.</param>
/// <param name="Detail">For a person: what is wrong and what to do about it. Never holds a secret.</param>
/// <param name="Errors">By field of the request, camelCase; null when no field is to blame.</param>
/// <param name="Facts">More for programs, such as the users of a thing in use; null for none.</param>
public sealed record Refusal(
    string Code,
    string Detail,
    IReadOnlyDictionary<string, string[]>? Errors = null,
    IReadOnlyDictionary<string, object?>? Facts = null)
{
    /// <summary>A refusal that one field is to blame for.</summary>
    public static Refusal OfField(string code, string field, string detail) =>
        new(code, detail, new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [detail] });
}
