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

    /// <summary>The value. Where it was refused, the refusal goes on from here to the next door.</summary>
    /// <exception cref="RefusedException">It was refused.</exception>
    public T Value => _refusal is null ? _value! : throw new RefusedException(_refusal);

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

/// <summary>Makes outcomes.</summary>
public static class Outcome
{
    /// <summary>Of an interface, such as a list, from which C# has no implicit conversion.</summary>
    public static Outcome<T> Of<T>(T value) => value;

    /// <summary>What the work returns, or the refusal that it met.</summary>
    public static async Task<Outcome<T>> OfAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (RefusedException refused)
        {
            return refused.Refusal;
        }
    }
}
