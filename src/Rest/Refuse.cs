namespace Slipway.Rest;

/// <summary>Lets the answer of a check go on to the door.</summary>
public static class Refuse
{
    /// <param name="refusal">What a check found; null when there is nothing against it, and then nothing happens.</param>
    /// <exception cref="RefusedException">It found something.</exception>
    public static void If(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw new RefusedException(refusal);
        }
    }

    /// <summary>What the work returns; what it is refused for is said in other words.</summary>
    /// <param name="words">From its refusal to the one that goes on.</param>
    /// <exception cref="RefusedException">The work was refused.</exception>
    public static async Task<T> InOtherWordsAsync<T>(Func<Task<T>> work, Func<Refusal, Refusal> words)
    {
        try
        {
            return await work();
        }
        catch (RefusedException refused)
        {
            throw new RefusedException(words(refused.Refusal));
        }
    }
}
