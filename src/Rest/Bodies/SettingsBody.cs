using System.Reflection;
using Slipway.Api;

namespace Slipway.Rest.Bodies;

/// <summary>A type of body that is made of settings, for who describes it.</summary>
/// <param name="Settings">The record.</param>
/// <param name="IsPatch">Whether it is a <see cref="Patch{T}"/> of it: nothing is required, and what is fixed is not there.</param>
public sealed record SettingsBody(Type Settings, bool IsPatch)
{
    /// <summary>What a body of this type is made of; null when it is made of something else.</summary>
    public static SettingsBody? Of(Type body) =>
        IsWhole(body) ? new(body, IsPatch: false)
        : body.IsGenericType && body.GetGenericTypeDefinition() == typeof(Patch<>) ? new(body.GetGenericArguments()[0], IsPatch: true)
        : null;

    // A base that several bodies share is none itself.
    private static bool IsWhole(Type body) =>
        body.IsSubclassOf(typeof(SettingsBase)) && !body.IsAbstract && body.GetCustomAttribute<AnswerAttribute>() is null;

    /// <summary>What may stand in it.</summary>
    public IEnumerable<SettingsField> Fields => SettingsField.Of(Settings).Where(one => !(IsPatch && one.IsFixed));
}
