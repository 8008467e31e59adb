using Slipway.Rest;

namespace Slipway.Web.Parts;

/// <summary>What is wrong with a field.</summary>
/// <param name="Text">In words.</param>
/// <param name="Code">Of the refusal that says so; null when the page says it itself.</param>
public sealed record FieldProblem(string Text, string? Code = null)
{
    /// <summary>The page's own words; null stays null.</summary>
    public static implicit operator FieldProblem?(string? text) => text is null ? null : new FieldProblem(text);

    /// <summary>A refusal that only one field can be to blame for; null when there is none.</summary>
    public static FieldProblem? Of(Refusal? refusal) => refusal is null ? null : new FieldProblem(refusal.Detail, refusal.Code);
}
