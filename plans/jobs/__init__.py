from plans.jobs import draw as draw, enterprise as enterprise, plan as plan, regrading as regrading
