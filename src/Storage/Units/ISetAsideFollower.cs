namespace Slipway.Storage.Units;

/// <summary>Is told of units that were set aside, so that their teams hear of it.</summary>
public interface ISetAsideFollower
{
    /// <summary>Writes down, in the transaction in which it happens, that a unit was set aside. Decides nothing.</summary>
    Task ToldAsync(DatabaseTransaction tx, UnitFailure failure);
}
