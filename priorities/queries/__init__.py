from priorities.queries.adopted import AdoptedDomain, AdoptedList, adopted_list

__all__ = ["AdoptedDomain", "AdoptedList", "adopted_list"]
