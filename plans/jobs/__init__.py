from plans.jobs import enterprise as enterprise, plan as plan, regrading as regrading
