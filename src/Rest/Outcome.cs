using System.Diagnostics.CodeAnalysis;

namespace Slipway.Rest;

/// <summary>What an operation answers: the value, or a <see cref="Refusal"/>. Exceptions are for bugs and broken machines.</summary>
public readonly struct Outcome<T>
{
    private readonly T? _value;
    private readonly Refusal? _refusal;

    private Outcome(T? value, Refusal? refusal)
    {
        _value = value;
        _refusal = refusal;
    }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public T Value => _refusal is null
        ? _value!
        : throw new InvalidOperationException($"Refused: {_refusal.Code}: {_refusal.Detail}");

    /// <summary>The refusal, or null when there is a value.</summary>
    public Refusal? Refusal => _refusal;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    /// <summary>Whether it was refused; then <paramref name="refusal"/> says why.</summary>
    public bool IsRefused([NotNullWhen(true)] out Refusal? refusal)
    {
        refusal = _refusal;
        return refusal is not null;
    }

    /// <summary>The same outcome with another value.</summary>
    public Outcome<TOther> Map<TOther>(Func<T, TOther> map) =>
        _refusal is null ? map(_value!) : _refusal;
}

/// <summary>The value of an operation that answers nothing.</summary>
public readonly record struct Unit
{
    public static readonly Unit Value;
}

/// <summary>Makes outcomes where C# has no implicit conversion: from interfaces, such as lists.</summary>
public static class Outcome
{
    public static Outcome<T> Of<T>(T value) => value;
}
